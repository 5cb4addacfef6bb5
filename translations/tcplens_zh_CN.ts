<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>CallButtons</name>
    <message>
        <source>reads by itself</source>
        <translation>自动读取</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>End</source>
        <translation>结束</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>主机</translation>
    </message>
    <message>
        <source>Listen</source>
        <translation>监听</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Port to listen on</source>
        <translation>要监听的端口</translation>
    </message>
    <message>
        <source>Port to connect to</source>
        <translation>要连接的端口</translation>
    </message>
    <message>
        <source>Host to connect to</source>
        <translation>要连接的主机</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Send 1 octet</source>
        <translation>发送 1 字节</translation>
    </message>
    <message>
        <source>Send %1 octets</source>
        <translation>发送 %1 字节</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>读取</translation>
    </message>
    <message>
        <source>Read all</source>
        <translation>全部读取</translation>
    </message>
    <message>
        <source>Octets to send</source>
        <translation>要发送的字节数</translation>
    </message>
    <message>
        <source>Octets to read</source>
        <translation>要读取的字节数</translation>
    </message>
    <message>
        <source>Octets to send; the arrows go through 1, 100, 1460, 10 Ki and 1 Mi</source>
        <translation>要发送的字节数；箭头依次选择 1、100、1460、10 Ki 和 1 Mi</translation>
    </message>
    <message>
        <source>Octets to read at most</source>
        <translation>最多读取的字节数</translation>
    </message>
    <message>
        <source>Whether the application reads everything as it arrives. Without it the receive buffer fills until you read, and the window closes.</source>
        <translation>应用程序是否一收到数据就全部读取。若不勾选，接收缓冲区会逐渐填满，直到您读取，窗口也随之关闭。</translation>
    </message>
    <message>
        <source>Shutdown write</source>
        <translation>关闭写方向</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Abort</source>
        <translation>异常终止</translation>
    </message>
    <message>
        <source>Kill process</source>
        <translation>杀死进程</translation>
    </message>
    <message>
        <source>Unplug cable</source>
        <translation>拔掉网线</translation>
    </message>
    <message>
        <source>Cut power</source>
        <translation>切断电源</translation>
    </message>
    <message>
        <source>Plug in cable</source>
        <translation>插上网线</translation>
    </message>
    <message>
        <source>Reboot</source>
        <translation>重启</translation>
    </message>
    <message>
        <source>connect(): a new socket opens a connection to that host and port; its SYN is sent.</source>
        <translation>connect()：用新的套接字向该主机和端口发起连接，并发出 SYN。</translation>
    </message>
    <message>
        <source>listen(): a new socket waits for connections on that port; nothing is sent.</source>
        <translation>listen()：用新的套接字在该端口等待连接；不发送任何报文段。</translation>
    </message>
    <message>
        <source>send(): hands octets to TCP, which sends them when the windows allow; on a listener it opens actively (RFC 9293, 3.10.2).</source>
        <translation>send()：把字节交给 TCP，在窗口允许时发送；对监听套接字调用则变为主动打开（RFC 9293, 3.10.2）。</translation>
    </message>
    <message>
        <source>recv(): takes up to so many octets out of the receive buffer, or waits for some.</source>
        <translation>recv()：从接收缓冲区取出至多这么多字节；若没有数据则等待。</translation>
    </message>
    <message>
        <source>recv(): empties the receive buffer, or waits for something to come.</source>
        <translation>recv()：取空接收缓冲区；若没有数据则等待。</translation>
    </message>
    <message>
        <source>shutdown(SHUT_WR): sends a FIN, whoever else has the socket open; reading goes on.</source>
        <translation>shutdown(SHUT_WR)：不管还有谁打开着这个套接字，都发送 FIN；仍可继续读取。</translation>
    </message>
    <message>
        <source>close(): gives the descriptor back; the last process to do so sends the FIN.</source>
        <translation>close()：归还描述符；最后一个进程归还时才发送 FIN。</translation>
    </message>
    <message>
        <source>close() with SO_LINGER 0: sends a RST and forgets everything at once.</source>
        <translation>设置 SO_LINGER 0 后 close()：发送 RST，并立即忘记一切。</translation>
    </message>
    <message>
        <source>The kernel closes all that the process had open. You are asked which one.</source>
        <translation>内核关闭该进程打开的一切。点击后选择哪个进程。</translation>
    </message>
    <message>
        <source>The kernel closes all that the process had open.</source>
        <translation>内核关闭该进程打开的一切。</translation>
    </message>
    <message>
        <source>From now on nothing that this host sends arrives, and nothing reaches it; nobody is told.</source>
        <translation>从现在起，这台主机发出的报文段都不会到达，也没有报文段能到达它；谁都不会得到通知。</translation>
    </message>
    <message>
        <source>Segments get through again; what was lost comes when it is retransmitted.</source>
        <translation>报文段又能通过；已丢失的要等重传才会到达。</translation>
    </message>
    <message>
        <source>A power cut: nothing is sent, everything is forgotten, nothing answers.</source>
        <translation>断电：什么也不发送，忘记一切，不再应答。</translation>
    </message>
    <message>
        <source>The host answers again and knows no connection.</source>
        <translation>主机重新应答，但不认识任何连接。</translation>
    </message>
</context>
<context>
    <name>CaptionBar</name>
    <message>
        <source>Previous caption</source>
        <translation>上一条字幕</translation>
    </message>
    <message>
        <source>Next caption</source>
        <translation>下一条字幕</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>字幕</translation>
    </message>
    <message>
        <source>Captions told so far, of all</source>
        <translation>当前字幕序号与总数</translation>
    </message>
</context>
<context>
    <name>CaptureError</name>
    <message>
        <source>%1 does not exist.</source>
        <translation>%1 不存在。</translation>
    </message>
    <message>
        <source>%1 may not be read: permission denied.</source>
        <translation>%1 无法读取：权限不足。</translation>
    </message>
    <message>
        <source>%1 cannot be opened: %2.</source>
        <translation>%1 无法打开：%2。</translation>
    </message>
    <message>
        <source>%1 cannot be read: out of memory.</source>
        <translation>%1 无法读取：内存不足。</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2.</source>
        <translation>%1 无法读取：%2。</translation>
    </message>
    <message>
        <source>%1 cannot be read any further: %2.</source>
        <translation>%1 无法继续读取：%2。</translation>
    </message>
    <message>
        <source>%1 is a folder, not a capture file.</source>
        <translation>%1 是文件夹，不是抓包文件。</translation>
    </message>
    <message>
        <source>%1 is a terminal, not a capture.</source>
        <translation>%1 是终端，不是抓包数据。</translation>
    </message>
    <message>
        <source>%1 is empty.</source>
        <translation>%1 是空的。</translation>
    </message>
    <message>
        <source>%1 is %2, not a capture file.</source>
        <translation>%1 不是抓包文件，而是%2。</translation>
    </message>
    <message>
        <source>%1 is not a capture file but text.</source>
        <translation>%1 不是抓包文件，而是文本。</translation>
    </message>
    <message>
        <source>%1 is not a capture file: it begins with %2.</source>
        <translation>%1 不是抓包文件：它以 %2 开头。</translation>
    </message>
    <message>
        <source>%1 was recorded on a link of a type that tcplens does not decode: %2.</source>
        <translation>%1 是在 tcplens 不能解码的一种链路上抓取的：%2。</translation>
    </message>
    <message>
        <source>%1 is cut off: its %2 data ends too early.</source>
        <translation>%1 不完整：其中的 %2 数据过早结束。</translation>
    </message>
    <message>
        <source>%1 is cut off within the file header, so there is no packet in it.</source>
        <translation>%1 在文件头处就被截断，因此其中没有数据包。</translation>
    </message>
    <message>
        <source>%1 is cut off in packet %2.</source>
        <translation>%1 在第 %2 个数据包中被截断。</translation>
    </message>
    <message>
        <source>%1 is cut off at packet %2.</source>
        <translation>%1 在第 %2 个数据包处被截断。</translation>
    </message>
    <message>
        <source>%1 has a file header that cannot be read: %2.</source>
        <translation>%1 的文件头无法读取：%2。</translation>
    </message>
    <message>
        <source>%1 is damaged: its %2 data cannot be decompressed (%3).</source>
        <translation>%1 已损坏：其中的 %2 数据无法解压（%3）。</translation>
    </message>
    <message>
        <source>%1 is damaged at packet %2: %3.</source>
        <translation>%1 在第 %2 个数据包处已损坏：%3。</translation>
    </message>
    <message>
        <source>Standard input</source>
        <translation>标准输入</translation>
    </message>
    <message>
        <source>compressed with %1</source>
        <translation>用 %1 压缩的文件</translation>
    </message>
    <message>
        <source>compressed twice</source>
        <translation>经过两次压缩的文件</translation>
    </message>
    <message>
        <source>a zip archive</source>
        <translation> zip 压缩包</translation>
    </message>
    <message>
        <source>a 7-Zip archive</source>
        <translation> 7-Zip 压缩包</translation>
    </message>
    <message>
        <source>a snoop capture</source>
        <translation> snoop 格式的抓包文件</translation>
    </message>
    <message>
        <source>it claims to hold %1 octets, and %2 is the most</source>
        <translation>它声称有 %1 字节，而最多只能有 %2 字节</translation>
    </message>
    <message>
        <source>link type %1</source>
        <translation>链路类型 %1</translation>
    </message>
    <message>
        <source>a block has the impossible length %1</source>
        <translation>某个块的长度不可能是 %1</translation>
    </message>
    <message>
        <source>a block has the absurd length %1</source>
        <translation>某个块的长度大得离谱：%1</translation>
    </message>
    <message>
        <source>a block&apos;s two lengths differ</source>
        <translation>某个块前后两个长度不一致</translation>
    </message>
    <message>
        <source>a section has no valid byte-order magic</source>
        <translation>某个节没有有效的字节序标记</translation>
    </message>
    <message>
        <source>a section header is too short</source>
        <translation>某个节的首部太短</translation>
    </message>
    <message>
        <source>its pcapng version %1 is unknown</source>
        <translation>其 pcapng 版本 %1 未知</translation>
    </message>
    <message>
        <source>an interface description is too short</source>
        <translation>某个接口描述太短</translation>
    </message>
    <message>
        <source>an option is longer than its block</source>
        <translation>某个选项比它所在的块还长</translation>
    </message>
    <message>
        <source>a timestamp resolution has the wrong length</source>
        <translation>某个时间戳分辨率的长度不对</translation>
    </message>
    <message>
        <source>a timestamp resolution is impossibly fine</source>
        <translation>某个时间戳分辨率精细得不可能</translation>
    </message>
    <message>
        <source>a timestamp offset has the wrong length</source>
        <translation>某个时间戳偏移的长度不对</translation>
    </message>
    <message>
        <source>its block is too short</source>
        <translation>它的块太短</translation>
    </message>
    <message>
        <source>its interface is not described</source>
        <translation>它的接口没有描述</translation>
    </message>
    <message>
        <source>its interface %1 is not described</source>
        <translation>它的接口 %1 没有描述</translation>
    </message>
    <message>
        <source>its length of %1 octets is more than its block holds</source>
        <translation>它的长度 %1 字节超出了所在块的容量</translation>
    </message>
    <message>
        <source>Check the name and the folder.</source>
        <translation>请检查文件名和文件夹。</translation>
    </message>
    <message>
        <source>Make it readable for you, for example with: %1.</source>
        <translation>请把它设为您可以读取，例如：%1</translation>
    </message>
    <message>
        <source>Check that it is an ordinary capture file.</source>
        <translation>请检查它是不是普通的抓包文件。</translation>
    </message>
    <message>
        <source>Check that it is open, or name a capture file.</source>
        <translation>请检查它是否已打开，或者指定一个抓包文件。</translation>
    </message>
    <message>
        <source>Name a capture file in it.</source>
        <translation>请指定其中的一个抓包文件。</translation>
    </message>
    <message>
        <source>Pipe a capture into it, for example from: %1.</source>
        <translation>请通过管道送入抓包数据，例如来自：%1</translation>
    </message>
    <message>
        <source>Check the disk or the connection that it comes from.</source>
        <translation>请检查它所在的磁盘，或它来自的网络连接。</translation>
    </message>
    <message>
        <source>Check that the capture was written, and open it again.</source>
        <translation>请检查抓包数据是否已写入，然后重新打开。</translation>
    </message>
    <message>
        <source>Decompress it first: %1.</source>
        <translation>请先解压：%1</translation>
    </message>
    <message>
        <source>Decompress it once first: %1.</source>
        <translation>请先解压一次：%1</translation>
    </message>
    <message>
        <source>Unpack it first: %1.</source>
        <translation>请先解包：%1</translation>
    </message>
    <message>
        <source>Convert it first: %1.</source>
        <translation>请先转换格式：%1</translation>
    </message>
    <message>
        <source>Open a pcap or pcapng file, as tcpdump, dumpcap and Wireshark write them.</source>
        <translation>请打开 pcap 或 pcapng 文件，即 tcpdump、dumpcap 和 Wireshark 所写的格式。</translation>
    </message>
    <message>
        <source>Record on an Ethernet, loopback or tunnel interface, or on &quot;any&quot;.</source>
        <translation>请在以太网、环回或隧道接口上抓包，或者用“any”。</translation>
    </message>
    <message>
        <source>Copy or record it again; the packets before it are shown.</source>
        <translation>请重新复制或重新抓包；在此之前的数据包已显示。</translation>
    </message>
    <message>
        <source>Copy or record it again; what could be read is shown.</source>
        <translation>请重新复制或重新抓包；能读出的部分已显示。</translation>
    </message>
    <message>
        <source>Copy or record it again.</source>
        <translation>请重新复制或重新抓包。</translation>
    </message>
    <message>
        <source>Close other programs, and open it again.</source>
        <translation>请关闭其他程序，然后重新打开。</translation>
    </message>
    <message>
        <source>Cannot write %1: %2.</source>
        <translation>无法写入 %1：%2。</translation>
    </message>
    <message>
        <source>Check that the folder exists and may be written to.</source>
        <translation>请检查文件夹是否存在、是否可写。</translation>
    </message>
    <message>
        <source>Check the disk&apos;s free space, or whatever reads it.</source>
        <translation>请检查磁盘的剩余空间，或读取它的程序。</translation>
    </message>
    <message>
        <source>Make it writable, or choose another name.</source>
        <translation>请把它设为可写，或另选一个文件名。</translation>
    </message>
    <message>
        <source>The capture helper %1 cannot be started: %2.</source>
        <translation>无法启动抓包助手 %1：%2。</translation>
    </message>
    <message>
        <source>The capture helper cannot be started: %1.</source>
        <translation>无法启动抓包助手：%1。</translation>
    </message>
    <message>
        <source>The capture helper failed with status %1.</source>
        <translation>抓包助手失败，退出状态为 %1。</translation>
    </message>
    <message>
        <source>The capture helper was killed (%1).</source>
        <translation>抓包助手被杀死（%1）。</translation>
    </message>
    <message>
        <source>The capture helper could not give up %1: %2.</source>
        <translation>抓包助手无法放弃 %1：%2。</translation>
    </message>
    <message>
        <source>The capture helper could not enter its sandbox: %1.</source>
        <translation>抓包助手无法进入沙箱：%1。</translation>
    </message>
    <message>
        <source>Cannot capture on %1 any further: %2.</source>
        <translation>无法在 %1 上继续抓包：%2。</translation>
    </message>
    <message>
        <source>Cannot capture on %1: permission denied.</source>
        <translation>无法在 %1 上抓包：没有权限。</translation>
    </message>
    <message>
        <source>Cannot capture on %1: %2.</source>
        <translation>无法在 %1 上抓包：%2。</translation>
    </message>
    <message>
        <source>There is no interface %1.</source>
        <translation>没有接口 %1。</translation>
    </message>
    <message>
        <source>The interface %1 is down.</source>
        <translation>接口 %1 未启用。</translation>
    </message>
    <message>
        <source>The interface %1 has gone while it was being captured.</source>
        <translation>抓包过程中接口 %1 消失了。</translation>
    </message>
    <message>
        <source>The capture filter &quot;%1&quot; is wrong: %2.</source>
        <translation>抓包过滤器“%1”有误：%2。</translation>
    </message>
    <message>
        <source>The capture filter is longer than %1 octets.</source>
        <translation>抓包过滤器长于 %1 字节。</translation>
    </message>
    <message>
        <source>The capture filter has control characters in it.</source>
        <translation>抓包过滤器中含有控制字符。</translation>
    </message>
    <message>
        <source>The kernel does not take the capture filter: %1.</source>
        <translation>内核不接受此抓包过滤器：%1。</translation>
    </message>
    <message>
        <source>There is no memory to check the capture filter.</source>
        <translation>没有内存来检查抓包过滤器。</translation>
    </message>
    <message>
        <source>Cannot write the packets: %1.</source>
        <translation>无法写入数据包：%1。</translation>
    </message>
    <message>
        <source>The recording cannot be written to %1: %2.</source>
        <translation>无法将记录写入 %1：%2。</translation>
    </message>
    <message>
        <source>The recording %1 cannot be read: %2.</source>
        <translation>无法读取记录 %1：%2。</translation>
    </message>
    <message>
        <source>The capture on %1</source>
        <translation>%1 上的抓包</translation>
    </message>
    <message>
        <source>it holds a zero octet</source>
        <translation>其中含有零字节</translation>
    </message>
    <message>
        <source>can&apos;t parse filter expression: %1</source>
        <translation>无法解析过滤表达式：%1</translation>
    </message>
    <message>
        <source>syntax error</source>
        <translation>语法错误</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>没有权限</translation>
    </message>
    <message>
        <source>Operation not permitted</source>
        <translation>不允许该操作</translation>
    </message>
    <message>
        <source>No such file or directory</source>
        <translation>没有那个文件或目录</translation>
    </message>
    <message>
        <source>No space left on device</source>
        <translation>磁盘空间已满</translation>
    </message>
    <message>
        <source>Read-only file system</source>
        <translation>文件系统只读</translation>
    </message>
    <message>
        <source>What was captured until then is kept. %1</source>
        <translation>此前抓到的都已保留。%1</translation>
    </message>
    <message>
        <source>What was captured until then is kept.</source>
        <translation>此前抓到的都已保留。</translation>
    </message>
    <message>
        <source>Join its group, then log in again: %1</source>
        <translation>加入它的组，然后重新登录：%1</translation>
    </message>
    <message>
        <source>Ask whoever has installed tcplens.</source>
        <translation>请询问安装 tcplens 的人。</translation>
    </message>
    <message>
        <source>In a container, allow it to capture: %1</source>
        <translation>在容器中，请允许它抓包：%1</translation>
    </message>
    <message>
        <source>Install it beside this program, or open a recording instead.</source>
        <translation>请把它安装在本程序旁边，或者改为打开一份记录。</translation>
    </message>
    <message>
        <source>Install tcplens again, or open a recording instead.</source>
        <translation>请重新安装 tcplens，或者改为打开一份记录。</translation>
    </message>
    <message>
        <source>Give the capture helper its capabilities: %1</source>
        <translation>请赋予抓包助手所需的能力：%1</translation>
    </message>
    <message>
        <source>Choose one of those that ip link shows.</source>
        <translation>请从 ip link 列出的接口中选择。</translation>
    </message>
    <message>
        <source>ip link shows the interfaces that there are.</source>
        <translation>ip link 会列出现有的接口。</translation>
    </message>
    <message>
        <source>Switch it on: %1</source>
        <translation>启用它：%1</translation>
    </message>
    <message>
        <source>Try a smaller buffer, or another interface: ip link shows them.</source>
        <translation>请尝试更小的缓冲区或别的接口：ip link 会列出它们。</translation>
    </message>
    <message>
        <source>Try another interface: ip link shows them.</source>
        <translation>请尝试别的接口：ip link 会列出它们。</translation>
    </message>
    <message>
        <source>Try a shorter one.</source>
        <translation>请尝试更短的过滤器。</translation>
    </message>
    <message>
        <source>Make it shorter.</source>
        <translation>请缩短它。</translation>
    </message>
    <message>
        <source>Write it as for tcpdump, for example: %1</source>
        <translation>请按 tcpdump 的写法书写，例如：%1</translation>
    </message>
    <message>
        <source>This is how a display filter reads; a capture filter is written as for tcpdump: %1</source>
        <translation>这是显示过滤器的写法；抓包过滤器要按 tcpdump 的写法书写：%1</translation>
    </message>
    <message>
        <source>Make room there (df -h &quot;%1&quot; shows how much), or limit the size of the recording.</source>
        <translation>请在那里腾出空间（df -h &quot;%1&quot; 会显示剩余多少），或者限制记录的大小。</translation>
    </message>
    <message>
        <source>Check whether it is still there, and the disk that it lies on.</source>
        <translation>请检查它是否还在，以及它所在的磁盘。</translation>
    </message>
    <message>
        <source>Check the disk&apos;s free space.</source>
        <translation>请检查磁盘的剩余空间。</translation>
    </message>
    <message>
        <source>It tried what its sandbox forbids: report this, please.</source>
        <translation>它试图做沙箱禁止的事：请报告此问题。</translation>
    </message>
    <message>
        <source>Start the capture again.</source>
        <translation>请重新开始抓包。</translation>
    </message>
    <message>
        <source>Close other programs or files.</source>
        <translation>请关闭其他程序或文件。</translation>
    </message>
    <message>
        <source>Close other programs.</source>
        <translation>请关闭其他程序。</translation>
    </message>
    <message>
        <source>This should not happen on Linux 3.17 or later; without it the helper does not capture.</source>
        <translation>在 Linux 3.17 或更高版本上不应发生；做不到这一点，助手就不抓包。</translation>
    </message>
    <message>
        <source>The kernel needs CONFIG_SECCOMP_FILTER; without it the helper does not capture.</source>
        <translation>内核需要 CONFIG_SECCOMP_FILTER；没有它，助手就不抓包。</translation>
    </message>
    <message>
        <source>Disk quota exceeded</source>
        <translation>超出磁盘配额</translation>
    </message>
    <message>
        <source>File too large</source>
        <translation>文件过大</translation>
    </message>
    <message>
        <source>Make room there (df -h &quot;%1&quot; shows how much), or choose another place.</source>
        <translation>请在那里腾出空间（df -h &quot;%1&quot; 可查看剩余空间），或另选位置。</translation>
    </message>
    <message>
        <source>Cannot write the packets: whatever reads them stands still.</source>
        <translation>无法写出数据包：读取方停滞不前。</translation>
    </message>
    <message>
        <source>The recording of %1 is in use by another window of tcplens.</source>
        <translation>%1 的录制正被另一个 tcplens 窗口使用。</translation>
    </message>
    <message>
        <source>The recording of %1 is no longer there.</source>
        <translation>%1 的录制已不存在。</translation>
    </message>
    <message>
        <source>The kernel&apos;s socket table cannot be read: %1.</source>
        <translation>无法读取内核的套接字表：%1。</translation>
    </message>
    <message>
        <source>no answer within 2 s</source>
        <translation>2 秒内没有应答</translation>
    </message>
    <message>
        <source>Cannot write to standard output: %1.</source>
        <translation>无法写入标准输出：%1。</translation>
    </message>
    <message>
        <source>Standard output is a terminal, which cannot show packets.</source>
        <translation>标准输出是终端，无法显示数据包。</translation>
    </message>
    <message>
        <source>standard output</source>
        <translation>标准输出</translation>
    </message>
    <message>
        <source>this folder is deleted together with the recording</source>
        <translation>此文件夹会随录制一起删除</translation>
    </message>
    <message>
        <source>Give it a group of its own and join that, then log in again: %1</source>
        <translation>为它设立专用的用户组并加入该组，然后重新登录：%1</translation>
    </message>
    <message>
        <source>Its file system is mounted with nosuid, where capabilities do not count. Install it elsewhere, or: %1</source>
        <translation>它所在的文件系统以 nosuid 挂载，权能在那里不起作用。请安装到别处，或执行：%1</translation>
    </message>
    <message>
        <source>It has its capabilities, but no_new_privs keeps them from it. Start tcplens without that: systemd has NoNewPrivileges=no, docker is run without --security-opt no-new-privileges.</source>
        <translation>它已有权能，但 no_new_privs 使其无法获得。请在没有该限制的情况下启动 tcplens：systemd 中设 NoNewPrivileges=no，docker 运行时不加 --security-opt no-new-privileges。</translation>
    </message>
    <message>
        <source>Make room there (df -h shows how much), or limit the size of the recording.</source>
        <translation>请在那里腾出空间（df -h 会显示剩余空间），或限制录制的大小。</translation>
    </message>
    <message>
        <source>Look there: it is being saved or discarded.</source>
        <translation>请到那个窗口查看：它正在被保存或丢弃。</translation>
    </message>
    <message>
        <source>Another window of tcplens has saved or discarded it.</source>
        <translation>另一个 tcplens 窗口已将它保存或丢弃。</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>请选择其他文件夹。</translation>
    </message>
    <message>
        <source>Name a file in it.</source>
        <translation>请指定其中的一个文件。</translation>
    </message>
    <message>
        <source>Name a file, or pipe it into a program such as Wireshark.</source>
        <translation>请指定一个文件，或通过管道传给 Wireshark 之类的程序。</translation>
    </message>
    <message>
        <source>A container&apos;s seccomp profile or a security module forbids NETLINK_SOCK_DIAG: run tcplens on the host, or start the container with --security-opt seccomp=unconfined.</source>
        <translation>容器的 seccomp 配置或安全模块禁止 NETLINK_SOCK_DIAG：请在宿主机上运行 tcplens，或用 --security-opt seccomp=unconfined 启动容器。</translation>
    </message>
    <message>
        <source>This kernel has no socket diagnosis for TCP. Load it with: sudo modprobe tcp_diag.</source>
        <translation>此内核没有 TCP 套接字诊断功能。请加载：sudo modprobe tcp_diag。</translation>
    </message>
    <message>
        <source>The system is short of descriptors or memory: close what is not needed, or raise the limit with ulimit -n.</source>
        <translation>系统的描述符或内存不足：请关闭不需要的程序，或用 ulimit -n 提高上限。</translation>
    </message>
    <message>
        <source>Try again when the system is less busy.</source>
        <translation>请在系统较空闲时重试。</translation>
    </message>
    <message>
        <source>Try: ss -tan. If that fails as well, the kernel does not tell.</source>
        <translation>请试试：ss -tan。如果它也失败，则内核不提供此信息。</translation>
    </message>
    <message>
        <source>The system is busy or short of memory; it is asked again each second.</source>
        <translation>系统繁忙或内存不足；每秒会再询问一次。</translation>
    </message>
</context>
<context>
    <name>ChartPlot</name>
    <message>
        <source>No connection selected</source>
        <translation>未选择连接</translation>
    </message>
    <message>
        <source>Reading segments: %1 %</source>
        <translation>正在读取报文段：%1 %</translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <translation>%1，时间 %2</translation>
    </message>
</context>
<context>
    <name>Charts</name>
    <message>
        <source>Sequence number, octets</source>
        <translation>序号（字节）</translation>
    </message>
    <message>
        <source>Segment</source>
        <translation>报文段</translation>
    </message>
    <message>
        <source>Retransmission</source>
        <translation>重传</translation>
    </message>
    <message>
        <source>Lost on its way</source>
        <translation>途中丢失</translation>
    </message>
    <message>
        <source>End of the receiver&apos;s window</source>
        <translation>接收方窗口的右边沿</translation>
    </message>
    <message>
        <source>Acknowledged</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>SACK block</source>
        <translation>SACK 块</translation>
    </message>
    <message>
        <source>Duplicate ACK</source>
        <translation>重复 ACK</translation>
    </message>
    <message>
        <source>Octets</source>
        <translation>字节</translation>
    </message>
    <message>
        <source>Receiver&apos;s window</source>
        <translation>接收方窗口</translation>
    </message>
    <message>
        <source>In flight</source>
        <translation>在途</translation>
    </message>
    <message>
        <source>Octets a second, over %1</source>
        <translation>每秒字节数（按 %1 平均）</translation>
    </message>
    <message>
        <source>Throughput: text sent, retransmissions too</source>
        <translation>吞吐量：发送的数据，含重传</translation>
    </message>
    <message>
        <source>Goodput: text acknowledged</source>
        <translation>有效吞吐量：已确认的数据</translation>
    </message>
    <message>
        <source>Timestamp to its echo</source>
        <translation>从时间戳到其回送</translation>
    </message>
    <message>
        <source>Segment to its ACK, never of a retransmission</source>
        <translation>从报文段到其 ACK，不含重传</translation>
    </message>
    <message>
        <source>Smoothed (SRTT)</source>
        <translation>平滑值（SRTT）</translation>
    </message>
    <message>
        <source>Octets of text</source>
        <translation>数据字节数</translation>
    </message>
    <message>
        <source>MSS of the receiver: %1</source>
        <translation>接收方的 MSS：%1</translation>
    </message>
    <message>
        <source>Round-trip time</source>
        <translation>往返时间</translation>
    </message>
    <message>
        <source>From the capture point and back</source>
        <translation>从抓包点出发再返回</translation>
    </message>
    <message>
        <source>%1 (above the picture: %2)</source>
        <translation>%1（超出图的上方：%2）</translation>
    </message>
    <message>
        <source>Sequence numbers (Stevens)</source>
        <translation>序号（Stevens 图）</translation>
    </message>
    <message>
        <source>Sequence numbers (tcptrace)</source>
        <translation>序号（tcptrace 图）</translation>
    </message>
    <message>
        <source>Octets in flight and windows</source>
        <translation>在途字节与窗口</translation>
    </message>
    <message>
        <source>Throughput and goodput</source>
        <translation>吞吐量与有效吞吐量</translation>
    </message>
    <message>
        <source>Segment sizes</source>
        <translation>报文段长度</translation>
    </message>
    <message>
        <source>States over time, all connections</source>
        <translation>状态随时间的分布（全部连接）</translation>
    </message>
    <message>
        <source>A point for each segment: its first sequence number at its time. A steady slope is a steady rate; a flat stretch is a pause; a point below the others is a retransmission.</source>
        <translation>每个报文段一个点：发送时刻与第一个序号。斜率不变即速率不变；水平的一段是停顿；低于其他点的是重传。</translation>
    </message>
    <message>
        <source>Each segment as an upright line between the octets acknowledged and the end of the receiver&apos;s window. Segments that touch the upper line are held up by the receiver.</source>
        <translation>每个报文段是一条竖线，位于已确认的字节与接收方窗口的右边沿之间。碰到上方那条线的报文段受接收方限制。</translation>
    </message>
    <message>
        <source>Time from a segment to the ACK or SACK that covers it. Retransmitted segments give no sample (Karn&apos;s rule), since nobody knows which sending was answered; timestamps do.</source>
        <translation>从报文段到覆盖它的 ACK 或 SACK 的时间。重传的报文段不作样本（Karn 算法），因为不知道回答的是哪一次发送；有时间戳则可以。</translation>
    </message>
    <message>
        <source>Octets of text in each segment, against the largest that the receiver takes.</source>
        <translation>每个报文段的数据字节数，与接收方接受的最大长度相比。</translation>
    </message>
    <message>
        <source>How many ends of all connections are in which state. CLOSED is left out.</source>
        <translation>全部连接的各端分别处于哪些状态，各有多少。不含 CLOSED。</translation>
    </message>
    <message>
        <source>Time of the simulation, as the sender sees it</source>
        <translation>模拟的时间，以发送方为准</translation>
    </message>
    <message>
        <source>Time since the connection&apos;s first segment</source>
        <translation>自该连接第一个报文段以来的时间</translation>
    </message>
    <message>
        <source>This side sent no text.</source>
        <translation>这一方没有发送数据。</translation>
    </message>
    <message>
        <source>Time since the first segment of all</source>
        <translation>自全部连接的第一个报文段以来的时间</translation>
    </message>
    <message>
        <source>Ends</source>
        <translation>端数</translation>
    </message>
    <message>
        <source>No connection has left CLOSED.</source>
        <translation>没有连接离开过 CLOSED。</translation>
    </message>
    <message>
        <source>Smoothed (SRTT): our estimate</source>
        <translation>平滑值（SRTT）：本程序的估计</translation>
    </message>
    <message>
        <source>Octets sent that were neither acknowledged nor reported by SACK, against what the receiver allows. A line that they follow may be what limits the sender; so may its application, Nagle&apos;s algorithm or, in a recording, a congestion window that no segment shows.</source>
        <translation>已发送但既未被确认、也未被 SACK 报告的字节数，与接收方允许的量对照。它们所贴近的那条线可能就是限制发送方的因素；限制也可能来自应用程序、Nagle 算法，或者（在抓包中）任何报文段都不显示的拥塞窗口。</translation>
    </message>
    <message>
        <source>Octets of text sent, and octets of text acknowledged, a second. Goodput follows a round trip later; only the difference of the areas was sent again, was lost, or is still in flight.</source>
        <translation>每秒发送的数据字节数与每秒被确认的数据字节数。有效吞吐量滞后一个往返时间；只有两块面积之差才是重传的、丢失的或仍在途中的字节。</translation>
    </message>
    <message>
        <source>No segment that was sent only once was acknowledged: there is nothing to measure.</source>
        <translation>没有只发送过一次的报文段得到确认：没有可测量的内容。</translation>
    </message>
    <message>
        <source>Time since the first segment of all (what has left the memory is not counted)</source>
        <translation>自第一个报文段起的时间（已移出内存的不计入）</translation>
    </message>
</context>
<context>
    <name>ChartsView</name>
    <message>
        <source>Chart</source>
        <translation>图表</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>Back to the whole connection (double click)</source>
        <translation>回到整条连接（双击）</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <extracomment>Direction of the octets shown: from, to.</extracomment>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>Show the octets that this side sends</source>
        <translation>显示这一方发送的字节</translation>
    </message>
</context>
<context>
    <name>CommandLine</name>
    <message>
        <source>Try: tcplens --help.</source>
        <translation>请参看：tcplens --help。</translation>
    </message>
    <message>
        <source>Makes TCP&apos;s state machine visible: opens a recording and walks through it step by step.</source>
        <translation>让 TCP 状态机看得见：打开一个抓包文件，一步一步地走过其中的每个连接。</translation>
    </message>
    <message>
        <source>Shows this help.</source>
        <translation>显示本帮助。</translation>
    </message>
    <message>
        <source>Shows the version.</source>
        <translation>显示版本。</translation>
    </message>
    <message>
        <source>Opens this recording.</source>
        <translation>打开这个抓包文件。</translation>
    </message>
    <message>
        <source>Selects connection N, counted from 0.</source>
        <translation>选择第 N 个连接，从 0 数起。</translation>
    </message>
    <message>
        <source>Shows the connection after its first K records.</source>
        <translation>显示该连接前 K 条记录之后的情形。</translation>
    </message>
    <message>
        <source>Speaks this language: en or zh_CN.</source>
        <translation>界面语言：en 或 zh_CN。</translation>
    </message>
    <message>
        <source>Colours: light or dark.</source>
        <translation>配色：light（浅色）或 dark（深色）。</translation>
    </message>
    <message>
        <source>A recording (pcap or pcapng, also .gz and .zst), or - for standard input.</source>
        <translation>抓包文件（pcap 或 pcapng，也可以是 .gz 和 .zst），或用 - 表示标准输入。</translation>
    </message>
    <message>
        <source>One recording can be opened at a time, not also &quot;%1&quot;.</source>
        <translation>一次只能打开一个抓包文件，不能再打开“%1”。</translation>
    </message>
    <message>
        <source>--connection takes a whole number from 0, not &quot;%1&quot;.</source>
        <translation>--connection 的取值是从 0 起的整数，不能是“%1”。</translation>
    </message>
    <message>
        <source>--at takes a whole number from 0, not &quot;%1&quot;.</source>
        <translation>--at 的取值是从 0 起的整数，不能是“%1”。</translation>
    </message>
    <message>
        <source>--lang knows en and zh_CN, not &quot;%1&quot;.</source>
        <translation>--lang 只能取 en 或 zh_CN，不能是“%1”。</translation>
    </message>
    <message>
        <source>--theme knows light and dark, not &quot;%1&quot;.</source>
        <translation>--theme 只能取 light 或 dark，不能是“%1”。</translation>
    </message>
    <message>
        <source>TIME-WAIT lasts so many seconds (60, as in Linux).</source>
        <translation>TIME-WAIT 持续的秒数（默认 60，与 Linux 相同）。</translation>
    </message>
    <message>
        <source>--2msl takes a whole number of seconds from 1 to %1, not &quot;%2&quot;.</source>
        <translation>--2msl 需要 1 到 %1 之间的整数秒，而不是“%2”。</translation>
    </message>
    <message>
        <source>--export to .pcapng takes a scenario and no --view.</source>
        <translation>--export 到 .pcapng 需要一个场景，且不带 --view。</translation>
    </message>
    <message>
        <source>Draws into this file (.png, .svg or .pdf) instead of opening a window; the ladder also as .txt, .mmd or .puml, tables as .csv; .pcapng: writes a scenario&apos;s packets.</source>
        <translation>把图画到此文件（.png、.svg、.pdf），不打开窗口；时序图还可以用 .txt、.mmd、.puml，表格用 .csv；.pcapng：写出场景的数据包。</translation>
    </message>
    <message>
        <source>With --view: one numbered picture for each step of the connection into this folder.</source>
        <translation>与 --view 连用：把连接的每一步各画成一张带编号的图，存入此文件夹。</translation>
    </message>
    <message>
        <source>Full screen, large type.</source>
        <translation>全屏，大号字。</translation>
    </message>
    <message>
        <source>--export (or --record-steps) and --view belong together.</source>
        <translation>--export（或 --record-steps）和 --view 必须一起使用。</translation>
    </message>
    <message>
        <source>With --export: states, crowd, ladder, window, charts, connections, segments, start, or main for the whole window.</source>
        <translation>与 --export 连用：states、crowd、ladder、window、charts、connections、segments、start，或 main 即整个窗口。</translation>
    </message>
    <message>
        <source>--ladder knows even and time, not &quot;%1&quot;.</source>
        <translation>--ladder 只认识 even 和 time，不认识“%1”。</translation>
    </message>
    <message>
        <source>--beside takes whole numbers from 0 with commas between, not &quot;%1&quot;.</source>
        <translation>--beside 需要从 0 开始的整数，以逗号分隔，而不是“%1”。</translation>
    </message>
    <message>
        <source>--beside takes two to four connections, not &quot;%1&quot;.</source>
        <translation>--beside 需要两到四个连接，而不是“%1”。</translation>
    </message>
    <message>
        <source>--ladder and --beside belong to --view ladder.</source>
        <translation>--ladder 和 --beside 要与 --view ladder 连用。</translation>
    </message>
    <message>
        <source>Connections side by side are drawn true to time: leave out --ladder even.</source>
        <translation>并排的连接按真实时间绘制：请去掉 --ladder even。</translation>
    </message>
    <message>
        <source>With --view ladder: even rows (even), or true to time (time).</source>
        <translation>与 --view ladder 连用：等距排列（even），或按真实时间（time）。</translation>
    </message>
    <message>
        <source>With --view ladder: draws these connections (2 to 4, as 0,3) side by side, true to time.</source>
        <translation>与 --view ladder 连用：把这些连接（2 到 4 个，如 0,3）并排画出，按真实时间。</translation>
    </message>
    <message>
        <source>With --view charts: %1.</source>
        <translation>与 --view charts 连用：%1。</translation>
    </message>
    <message>
        <source>--chart knows %1, not &quot;%2&quot;.</source>
        <translation>--chart 只认识 %1，不认识“%2”。</translation>
    </message>
    <message>
        <source>--record-steps draws one of these views: %1.</source>
        <translation>--record-steps 只画以下视图之一：%1。</translation>
    </message>
    <message>
        <source>Captures from this interface; - for standard input, or a named pipe.</source>
        <translation>从此接口抓包；- 表示标准输入，也可以是命名管道。</translation>
    </message>
    <message>
        <source>With -i: captures what this filter (as for tcpdump) lets through (tcp).</source>
        <translation>与 -i 一起：只抓取此过滤器（tcpdump 写法）放行的数据包（tcp）。</translation>
    </message>
    <message>
        <source>With -i: keeps so many octets of each packet (128).</source>
        <translation>与 -i 一起：每个数据包保留这么多字节（128）。</translation>
    </message>
    <message>
        <source>With -i: starts capturing at once.</source>
        <translation>与 -i 一起：立即开始抓包。</translation>
    </message>
    <message>
        <source>-s takes a whole number of octets from %1 to %2, not &quot;%3&quot;.</source>
        <translation>-s 需要 %1 到 %2 之间的整数（字节数），而不是“%3”。</translation>
    </message>
    <message>
        <source>-k, -f and -s need an interface: -i INTERFACE.</source>
        <translation>-k、-f 和 -s 需要指定接口：-i INTERFACE。</translation>
    </message>
    <message>
        <source>-i opens a window, and nothing else can be opened in it.</source>
        <translation>-i 会打开窗口，其中不能再打开别的内容。</translation>
    </message>
    <message>
        <source>With --export, -Y belongs to --view connections or main; --connection chooses one connection.</source>
        <translation>与 --export 连用时，-Y 只能用于 --view connections 或 main；选择单个连接请用 --connection。</translation>
    </message>
    <message>
        <source>Lists only connections that match, as the field above their table does: port:443 state:CLOSE-WAIT, or as in Wireshark tcp.port == 443 &amp;&amp; ip.addr == 10.0.0.1.</source>
        <translation>只列出符合条件的连接，写法与列表上方的筛选框相同：port:443 state:CLOSE-WAIT，或 Wireshark 的写法 tcp.port == 443 &amp;&amp; ip.addr == 10.0.0.1。</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>%1 › %2</source>
        <translation>%1 › %2</translation>
    </message>
    <message>
        <source>%1   (%2)</source>
        <translation>%1   (%2)</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>What do you want to do?</source>
        <translation>您想做什么？</translation>
    </message>
</context>
<context>
    <name>ConnectionTableModel</name>
    <message>
        <source>No.</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Initiator</source>
        <translation>发起方</translation>
    </message>
    <message>
        <source>Responder</source>
        <translation>响应方</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>持续时间</translation>
    </message>
    <message>
        <source>Segments</source>
        <translation>报文段</translation>
    </message>
    <message>
        <source>Octets →</source>
        <translation>字节 →</translation>
    </message>
    <message>
        <source>Octets ←</source>
        <translation>字节 ←</translation>
    </message>
    <message>
        <source>Retrans.</source>
        <translation>重传</translation>
    </message>
    <message>
        <source>Noticed</source>
        <translation>现象</translation>
    </message>
    <message>
        <source>First segment, counted from the start of the recording</source>
        <translation>第一个报文段的时间，从抓包开始算起</translation>
    </message>
    <message>
        <source>Octets of data from the initiator to the responder, each counted once</source>
        <translation>发起方发给响应方的数据字节数，每个字节只计一次</translation>
    </message>
    <message>
        <source>Octets of data from the responder to the initiator, each counted once</source>
        <translation>响应方发给发起方的数据字节数，每个字节只计一次</translation>
    </message>
    <message>
        <source>State after the last segment of the recording</source>
        <translation>抓包文件中最后一个报文段之后的状态</translation>
    </message>
    <message>
        <source>Segments that were sent again</source>
        <translation>重新发送过的报文段数</translation>
    </message>
    <message>
        <source>What else was noticed about its segments, and how often</source>
        <translation>在其报文段上还观察到什么现象，各多少次</translation>
    </message>
    <message>
        <source>Initiator&apos;s last state</source>
        <translation>发起方最后状态</translation>
    </message>
    <message>
        <source>Responder&apos;s last state</source>
        <translation>响应方最后状态</translation>
    </message>
</context>
<context>
    <name>ConnectionsView</name>
    <message>
        <source>Filter: 10.0.0.1 port:443 state:TIME-WAIT label:retransmission</source>
        <translation>筛选：10.0.0.1 port:443 state:TIME-WAIT label:retransmission</translation>
    </message>
    <message>
        <source>Filter connections</source>
        <translation>筛选连接</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>1 connection</source>
        <translation>1 个连接</translation>
    </message>
    <message>
        <source>%1 connections</source>
        <translation>%1 个连接</translation>
    </message>
    <message>
        <source>%1 of %2 connections</source>
        <translation>%1 / %2 个连接</translation>
    </message>
    <message>
        <source>Show side &amp;by side</source>
        <translation>并排显示(&amp;B)</translation>
    </message>
    <message>
        <source>&lt;p&gt;Words separated by spaces must all match.&lt;/p&gt;&lt;p&gt;&lt;b&gt;port:443&lt;/b&gt; port of either end&lt;br&gt;&lt;b&gt;addr:10.0.0.1&lt;/b&gt; address of either end, or how it begins&lt;br&gt;&lt;b&gt;state:CLOSE-WAIT&lt;/b&gt; last state of either end&lt;br&gt;&lt;b&gt;state:CLOSE-WAIT@1200&lt;/b&gt; after the first 1200 records&lt;br&gt;&lt;b&gt;state:ended&lt;/b&gt; closed after it had been open&lt;br&gt;&lt;b&gt;label:retransmission&lt;/b&gt; something noticed&lt;br&gt;&lt;b&gt;#12&lt;/b&gt; the connection&apos;s number&lt;br&gt;Any other word is looked for in all of these.&lt;/p&gt;</source>
        <translation>&lt;p&gt;以空格分隔的词必须全部匹配。&lt;/p&gt;&lt;p&gt;&lt;b&gt;port:443&lt;/b&gt; 任一端的端口&lt;br&gt;&lt;b&gt;addr:10.0.0.1&lt;/b&gt; 任一端的地址，或其开头部分&lt;br&gt;&lt;b&gt;state:CLOSE-WAIT&lt;/b&gt; 任一端的最后状态&lt;br&gt;&lt;b&gt;state:CLOSE-WAIT@1200&lt;/b&gt; 前 1200 条记录之后的状态&lt;br&gt;&lt;b&gt;state:ended&lt;/b&gt; 打开之后又关闭&lt;br&gt;&lt;b&gt;label:retransmission&lt;/b&gt; 发现的现象&lt;br&gt;&lt;b&gt;#12&lt;/b&gt; 连接的编号&lt;br&gt;其他词在以上各项中查找。&lt;/p&gt;</translation>
    </message>
    <message>
        <source>&lt;p&gt;As in Wireshark, joined by &lt;b&gt;&amp;amp;&amp;amp;&lt;/b&gt; or &lt;b&gt;and&lt;/b&gt;:&lt;br&gt;&lt;b&gt;tcp.port == 443&lt;/b&gt;, &lt;b&gt;ip.addr == 10.0.0.1&lt;/b&gt; (and source or destination, which mean either end)&lt;br&gt;&lt;b&gt;tcp.stream eq 5&lt;/b&gt;, &lt;b&gt;tcp.flags.reset == 1&lt;/b&gt;, &lt;b&gt;tcp.analysis.retransmission&lt;/b&gt;&lt;/p&gt;</source>
        <translation>&lt;p&gt;也可以用 Wireshark 的写法，以 &lt;b&gt;&amp;amp;&amp;amp;&lt;/b&gt; 或 &lt;b&gt;and&lt;/b&gt; 连接：&lt;br&gt;&lt;b&gt;tcp.port == 443&lt;/b&gt;、&lt;b&gt;ip.addr == 10.0.0.1&lt;/b&gt;（源和目的都指任一端）&lt;br&gt;&lt;b&gt;tcp.stream eq 5&lt;/b&gt;、&lt;b&gt;tcp.flags.reset == 1&lt;/b&gt;、&lt;b&gt;tcp.analysis.retransmission&lt;/b&gt;&lt;/p&gt;</translation>
    </message>
</context>
<context>
    <name>CountsPlot</name>
    <message>
        <source>Sockets</source>
        <translation>套接字</translation>
    </message>
    <message>
        <source>Counts over time appear here.</source>
        <translation>各状态的数量随时间的变化会显示在这里。</translation>
    </message>
    <message>
        <source>Time before now</source>
        <translation>距现在的时间</translation>
    </message>
    <message>
        <source>There are no TCP sockets.</source>
        <translation>没有 TCP 套接字。</translation>
    </message>
    <message>
        <source>Sockets in each state over time</source>
        <translation>各状态的套接字数量随时间的变化</translation>
    </message>
</context>
<context>
    <name>DetailsView</name>
    <message>
        <source>TCP header</source>
        <translation>TCP 首部</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>选项</translation>
    </message>
    <message>
        <source>Noticed</source>
        <translation>现象</translation>
    </message>
    <message>
        <source>Details of the current segment</source>
        <translation>当前报文段的详细信息</translation>
    </message>
    <message>
        <source>No connection selected</source>
        <translation>未选择连接</translation>
    </message>
    <message>
        <source>Before the first segment: both ends are as the recording found them. Step forward to see the first one.</source>
        <translation>第一个报文段之前：两端处于抓包开始时的状态。前进一步，就能看到第一个报文段。</translation>
    </message>
    <message>
        <source>Frame %1, </source>
        <translation>第 %1 帧，</translation>
    </message>
    <message>
        <source>%1%2, %3 after the connection&apos;s start</source>
        <translation>%1%2，连接开始后 %3</translation>
    </message>
    <message>
        <source>%1, taken back: %2</source>
        <translation>%1，撤回：%2</translation>
    </message>
    <message>
        <source>%1 on %2</source>
        <translation>%1，事件：%2</translation>
    </message>
    <message>
        <source>&lt;i&gt;%1:&lt;/i&gt; %2</source>
        <translation>&lt;b&gt;%1：&lt;/b&gt;%2</translation>
    </message>
    <message>
        <source>Action: %1. RFC 9293, section %2.</source>
        <translation>动作：%1（RFC 9293, %2）。</translation>
    </message>
    <message>
        <source>stays in %1: the state that was assumed is now proven.</source>
        <translation>停留在 %1：先前推测的状态现已证实。</translation>
    </message>
    <message>
        <source>Maximum segment size: %1 octets</source>
        <translation>最大报文段长度（MSS）：%1 字节</translation>
    </message>
    <message>
        <source>Window scale: shift by %1, that is × %2</source>
        <translation>窗口扩大：移位 %1 位，即 × %2</translation>
    </message>
    <message>
        <source>SACK permitted</source>
        <translation>允许选择确认（SACK）</translation>
    </message>
    <message>
        <source>SACK: received %1</source>
        <translation>选择确认（SACK）：已收到 %1</translation>
    </message>
    <message>
        <source>Timestamps: value %1, echo %2</source>
        <translation>时间戳：值 %1，回送 %2</translation>
    </message>
    <message>
        <source>Fast Open: asks for a cookie</source>
        <translation>Fast Open：请求 cookie</translation>
    </message>
    <message>
        <source>Fast Open: cookie of %1 octets</source>
        <translation>Fast Open：%1 字节的 cookie</translation>
    </message>
    <message>
        <source>MD5 signature</source>
        <translation>MD5 签名</translation>
    </message>
    <message>
        <source>Authentication (TCP-AO)</source>
        <translation>认证（TCP-AO）</translation>
    </message>
    <message>
        <source>1 option of another kind</source>
        <translation>1 个其他类型的选项</translation>
    </message>
    <message>
        <source>%1 options of other kinds</source>
        <translation>%1 个其他类型的选项</translation>
    </message>
    <message>
        <source>The options end in an impossible length; what came before it is listed.</source>
        <translation>选项以一个不可能的长度结尾；这里列出它之前的内容。</translation>
    </message>
    <message>
        <source>&lt;p&gt;&lt;b&gt;%1&lt;/b&gt; %2&lt;/p&gt;</source>
        <translation>&lt;p&gt;&lt;b&gt;%1&lt;/b&gt;%2&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Wrong checksum</source>
        <translation>校验和错误</translation>
    </message>
    <message>
        <source>The segment was damaged, or captured before the network card filled the checksum in (offload): then it is only the capture that shows it wrong.</source>
        <translation>报文段已损坏，或者是在网卡填入校验和之前捕获的（校验和卸载）：若是后者，就只有抓包里的值是错的。</translation>
    </message>
    <message>
        <source>%1 from the %2</source>
        <extracomment>Flags, who sent it.</extracomment>
        <translation>%2发出：%1</translation>
    </message>
    <message>
        <source>No flags</source>
        <translation>无标志位</translation>
    </message>
    <message>
        <source>A timer ran out at the %1</source>
        <translation>%1的计时器超时</translation>
    </message>
    <message>
        <source>The user of the %1 called</source>
        <translation>%1的用户发出调用</translation>
    </message>
    <message>
        <source>Source port</source>
        <translation>源端口</translation>
    </message>
    <message>
        <source>Destination port</source>
        <translation>目的端口</translation>
    </message>
    <message>
        <source>%1   (on the wire %2)</source>
        <extracomment>A sequence number counted from the initial one, and as on the wire.</extracomment>
        <translation>%1   （线路上为 %2）</translation>
    </message>
    <message>
        <source>Sequence number</source>
        <translation>序号</translation>
    </message>
    <message>
        <source>Acknowledgment number</source>
        <translation>确认号</translation>
    </message>
    <message>
        <source>%1   (no meaning without ACK)</source>
        <translation>%1   （无 ACK 标志，没有意义）</translation>
    </message>
    <message>
        <source>Data offset</source>
        <translation>数据偏移</translation>
    </message>
    <message>
        <source>Res.</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>%1 × %2 = %3</source>
        <translation>%1 × %2 = %3</translation>
    </message>
    <message>
        <source>not verified</source>
        <translation>未验证</translation>
    </message>
    <message>
        <source>correct</source>
        <translation>正确</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Checksum</source>
        <translation>校验和</translation>
    </message>
    <message>
        <source>Urgent pointer</source>
        <translation>紧急指针</translation>
    </message>
    <message>
        <source>%1 octets, listed below</source>
        <translation>%1 字节，在下面列出</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>1 octet</source>
        <translation>1 字节</translation>
    </message>
    <message>
        <source>%1 octets</source>
        <translation>%1 字节</translation>
    </message>
    <message>
        <source>stays in %1: %2</source>
        <extracomment>The state; why, as a sentence with its full stop.</extracomment>
        <translation>停留在 %1：%2</translation>
    </message>
    <message>
        <source>a timer ran out, which asks for another sending, not for another state.</source>
        <translation>计时器超时，需要的是重新发送，而不是状态变迁。</translation>
    </message>
    <message>
        <source>the call does not ask for another state.</source>
        <translation>该调用不要求状态变迁。</translation>
    </message>
    <message>
        <source>it only rejects a segment with this RST; its own state does not depend on it.</source>
        <translation>它只是用这个 RST 拒绝一个报文段；自身的状态与此无关。</translation>
    </message>
    <message>
        <source>it only sends again what it has sent before.</source>
        <translation>它只是重新发送以前发送过的内容。</translation>
    </message>
    <message>
        <source>it has entered this state before, with the same SYN or FIN.</source>
        <translation>它早已凭同一个 SYN 或 FIN 进入该状态。</translation>
    </message>
    <message>
        <source>it only sends text; sending text changes no state.</source>
        <translation>它只发送数据；发送数据不改变状态。</translation>
    </message>
    <message>
        <source>it only sends an ACK; sending an ACK changes no state.</source>
        <translation>它只发送 ACK；发送 ACK 不改变状态。</translation>
    </message>
    <message>
        <source>what must be answered is proven by the answer: this end&apos;s next acknowledgment will tell.</source>
        <translation>必须回答的报文段由回答来证实：看本端的下一个确认便知。</translation>
    </message>
    <message>
        <source>nothing was sent yet that a RST could be the answer to: it is ignored.</source>
        <translation>尚未发送任何内容，RST 不可能是对它的回答：予以忽略。</translation>
    </message>
    <message>
        <source>this RST does not acknowledge its SYN, so anyone may have sent it: it is not obeyed.</source>
        <translation>这个 RST 没有确认本端的 SYN，可能来自任何人：不照它办理。</translation>
    </message>
    <message>
        <source>whether the RST has arrived is not known yet: this end&apos;s next segment, or its silence, will tell.</source>
        <translation>尚不知道 RST 是否已到达：看本端的下一个报文段，或者它的沉默，便知。</translation>
    </message>
    <message>
        <source>the RST does not carry the next number expected: it is not obeyed but answered with a challenge ACK (RFC 5961).</source>
        <translation>RST 的序号不是所期望的下一个：不照它办理，而以质询 ACK 回答（RFC 5961）。</translation>
    </message>
    <message>
        <source>the RST lies outside what this end expects: it is not obeyed (RFC 9293, 3.10.7.4; RFC 5961).</source>
        <translation>RST 落在本端所期望的范围之外：不照它办理（RFC 9293, 3.10.7.4；RFC 5961）。</translation>
    </message>
    <message>
        <source>the FIN comes once more: it is acknowledged again, and 2 MSL begin anew.</source>
        <translation>FIN 再次到来：重新确认，并重新开始 2 MSL 计时。</translation>
    </message>
    <message>
        <source>this FIN has arrived before: it is only acknowledged again.</source>
        <translation>这个 FIN 以前已经到达：只需重新确认。</translation>
    </message>
    <message>
        <source>text before this FIN is missing: the FIN is held until it has arrived.</source>
        <translation>这个 FIN 之前的数据尚缺：先保留 FIN，直到数据到齐。</translation>
    </message>
    <message>
        <source>it has this text already: it only acknowledges it again.</source>
        <translation>它已有这些数据：只需重新确认。</translation>
    </message>
    <message>
        <source>the text comes once more; text changes no state.</source>
        <translation>数据再次到来；数据不改变状态。</translation>
    </message>
    <message>
        <source>text before this one is missing: it is kept, and a duplicate ACK asks for what is missing.</source>
        <translation>在此之前的数据尚缺：先保留这些数据，并以重复 ACK 索取所缺的部分。</translation>
    </message>
    <message>
        <source>text arrives in order: it is passed on and acknowledged, which changes no state.</source>
        <translation>数据按序到达：交付并确认，这不改变状态。</translation>
    </message>
    <message>
        <source>a segment without ACK is dropped.</source>
        <translation>不带 ACK 的报文段被丢弃。</translation>
    </message>
    <message>
        <source>it acknowledges what was never seen to be sent; that changes no state.</source>
        <translation>它确认了从未见到发送的内容；这不改变状态。</translation>
    </message>
    <message>
        <source>a duplicate ACK tells of a gap at the other end; it changes no state.</source>
        <translation>重复 ACK 说明另一端有缺口；它不改变状态。</translation>
    </message>
    <message>
        <source>it acknowledges nothing new.</source>
        <translation>它没有确认新的内容。</translation>
    </message>
    <message>
        <source>it acknowledges text; only the ACK of a SYN or a FIN changes the state.</source>
        <translation>它确认的是数据；只有对 SYN 或 FIN 的 ACK 才改变状态。</translation>
    </message>
    <message>
        <source>the segment was lost on its way: this end knows nothing of it.</source>
        <translation>该报文段在途中丢失：本端对它一无所知。</translation>
    </message>
    <message>
        <source>this happened at the other end; nothing was sent.</source>
        <translation>这发生在另一端；没有发送任何报文段。</translation>
    </message>
    <message>
        <source>there is no connection here that the RST could end: it is ignored.</source>
        <translation>这里没有 RST 可以终止的连接：予以忽略。</translation>
    </message>
    <message>
        <source>there is no connection here: the segment is answered with a RST (RFC 9293, 3.10.7.1).</source>
        <translation>这里没有连接：以 RST 回答该报文段（RFC 9293, 3.10.7.1）。</translation>
    </message>
    <message>
        <source>this SYN has arrived before: it is only answered again.</source>
        <translation>这个 SYN 以前已经到达：只需重新回答。</translation>
    </message>
    <message>
        <source>a SYN inside a connection is not obeyed but answered with a challenge ACK (RFC 9293, 3.10.7.4; RFC 5961, 4).</source>
        <translation>对已有连接中的 SYN 不照它办理，而以质询 ACK 回答（RFC 9293, 3.10.7.4；RFC 5961, 4）。</translation>
    </message>
    <message>
        <source>Reading segments…</source>
        <translation>正在读取报文段…</translation>
    </message>
</context>
<context>
    <name>ExplanationPanel</name>
    <message>
        <source>Close (Esc)</source>
        <translation>关闭 (Esc)</translation>
    </message>
    <message>
        <source>Close the explanation</source>
        <translation>关闭说明</translation>
    </message>
</context>
<context>
    <name>Export</name>
    <message>
        <source>There is no connection %1.</source>
        <translation>没有第 %1 号连接。</translation>
    </message>
    <message>
        <source>The last one is %1; tcplens-cli analyze lists them.</source>
        <translation>最后一个是第 %1 号；用 tcplens-cli analyze 可以列出全部连接。</translation>
    </message>
    <message>
        <source>There is no view &quot;%1&quot;.</source>
        <translation>没有名为“%1”的视图。</translation>
    </message>
    <message>
        <source>There is no connection to draw.</source>
        <translation>没有可画的连接。</translation>
    </message>
    <message>
        <source>Open a recording that has TCP segments.</source>
        <translation>请打开一个含有 TCP 报文段的抓包文件。</translation>
    </message>
    <message>
        <source>The ending of &quot;%1&quot; names no kind of picture.</source>
        <translation>“%1”的扩展名不是任何一种图片格式。</translation>
    </message>
    <message>
        <source>Cannot write &quot;%1&quot;.</source>
        <translation>无法写入“%1”。</translation>
    </message>
    <message>
        <source>Check that its folder exists and may be written to, and that the disk has room.</source>
        <translation>请检查所在的文件夹是否存在、是否可写，以及磁盘是否还有空间。</translation>
    </message>
    <message>
        <source>Choose a folder that may be written to and the ending .png.</source>
        <translation>请选择一个可写的文件夹，并使用扩展名 .png。</translation>
    </message>
    <message>
        <source>The whole window cannot be drawn into &quot;%1&quot;.</source>
        <translation>整个窗口不能绘制到“%1”。</translation>
    </message>
    <message>
        <source>Choose the ending .png, or one of the other views.</source>
        <translation>请使用扩展名 .png，或选择其他视图。</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is a recording: its packets are there already.</source>
        <translation>“%1”是抓包文件，数据包已在其中。</translation>
    </message>
    <message>
        <source>Name a scenario; recordings are copied, or converted with editcap.</source>
        <translation>请指定一个场景；抓包文件可直接复制，或用 editcap 转换。</translation>
    </message>
    <message>
        <source>The view &quot;%1&quot; is no table.</source>
        <translation>视图“%1”不是表格。</translation>
    </message>
    <message>
        <source>Choose connections or segments for .csv.</source>
        <translation>.csv 请选择 connections 或 segments。</translation>
    </message>
    <message>
        <source>Choose states, crowd, ladder, window, charts, start or main.</source>
        <translation>请选择 states、crowd、ladder、window、charts、start 或 main。</translation>
    </message>
    <message>
        <source>Choose .png, .svg or .pdf; for the ladder also .txt, .mmd or .puml.</source>
        <translation>请使用 .png、.svg 或 .pdf；时序图还可以用 .txt、.mmd 或 .puml。</translation>
    </message>
</context>
<context>
    <name>FilterWords</name>
    <message>
        <source>&quot;%1&quot; is no part of any address, state or label. Write for example %2.</source>
        <translation>“%1”不是任何地址、状态或标签的一部分。可以这样写：%2。</translation>
    </message>
    <message>
        <source>There is no field &quot;%1&quot; to choose connections by. These are understood: %2 and the like.</source>
        <translation>没有可用来筛选连接的字段“%1”。可用的有：%2 等。</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not understood. Write it like this: %2.</source>
        <translation>看不懂“%1”。请这样写：%2。</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not understood here. All conditions must match: join them with spaces, &amp;&amp; or and; there is no either-or and no not.</source>
        <translation>这里不能用“%1”。所有条件必须同时符合：用空格、&amp;&amp; 或 and 连接；没有“或”，也没有“非”。</translation>
    </message>
</context>
<context>
    <name>HostCalls</name>
    <message>
        <source>The host has no power: reboot it first.</source>
        <translation>主机没有电源：请先重启。</translation>
    </message>
    <message>
        <source>The host has no socket: connect or listen first.</source>
        <translation>主机没有套接字：请先连接或监听。</translation>
    </message>
    <message>
        <source>No process has this socket open any more: the kernel ends it alone.</source>
        <translation>已没有进程打开这个套接字：由内核独自结束它。</translation>
    </message>
    <message>
        <source>A listener carries no data: choose a connection.</source>
        <translation>监听套接字不传输数据：请选择一个连接。</translation>
    </message>
    <message>
        <source>The socket is not connected.</source>
        <translation>套接字没有连接。</translation>
    </message>
    <message>
        <source>This end has already ended its stream: nothing can follow a FIN.</source>
        <translation>本端已结束自己的数据流：FIN 之后不能再有数据。</translation>
    </message>
    <message>
        <source>No process of this host has a socket open.</source>
        <translation>这台主机上没有进程打开着套接字。</translation>
    </message>
    <message>
        <source>There is no other host.</source>
        <translation>没有其他主机。</translation>
    </message>
</context>
<context>
    <name>HostMark</name>
    <message>
        <source>no power, cable unplugged</source>
        <translation>断电，网线已拔</translation>
    </message>
    <message>
        <source>no power</source>
        <translation>断电</translation>
    </message>
    <message>
        <source>cable unplugged</source>
        <translation>网线已拔</translation>
    </message>
    <message>
        <source>up</source>
        <translation>运行中</translation>
    </message>
</context>
<context>
    <name>HostPanel</name>
    <message>
        <source>Last error</source>
        <translation>最近的错误</translation>
    </message>
    <message>
        <source>Host %1</source>
        <translation>主机 %1</translation>
    </message>
    <message>
        <source>Sockets of host %1</source>
        <translation>主机 %1 的套接字</translation>
    </message>
</context>
<context>
    <name>HostsView</name>
    <message>
        <source>A recording has no hosts to steer. Play a scenario instead.</source>
        <translation>抓包文件中没有可操纵的主机。请改为播放一个场景。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Takes back the last change; the simulation goes on as it would have without it</source>
        <translation>撤销最近一次更改；模拟如同没有这次更改那样继续</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Makes the change again that was taken back last</source>
        <translation>重新执行刚刚撤销的更改</translation>
    </message>
    <message>
        <source>Save as scenario…</source>
        <translation>另存为场景…</translation>
    </message>
    <message>
        <source>Saves the simulation with all changes, to be played again</source>
        <translation>保存包含所有更改的模拟，以便再次播放</translation>
    </message>
    <message>
        <source>Hosts</source>
        <translation>主机</translation>
    </message>
    <message>
        <source>Hosts and link</source>
        <translation>主机与链路</translation>
    </message>
    <message>
        <source>Your changes so far</source>
        <translation>您到目前为止的更改</translation>
    </message>
    <message>
        <source>Your changes</source>
        <translation>您的更改</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>链路</translation>
    </message>
</context>
<context>
    <name>InterfacePanel</name>
    <message>
        <source>Capture live</source>
        <translation>实时抓包</translation>
    </message>
    <message>
        <source>Options …</source>
        <translation>选项…</translation>
    </message>
    <message>
        <source>Filter, limits and buffer of the capture</source>
        <translation>抓包的过滤器、限制和缓冲区</translation>
    </message>
    <message>
        <source>Interface</source>
        <translation>接口</translation>
    </message>
    <message>
        <source>Addresses</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>当前</translation>
    </message>
    <message>
        <source>Double click, or Enter: captures the TCP connections of this interface</source>
        <translation>双击或按回车：抓取此接口上的 TCP 连接</translation>
    </message>
    <message>
        <source>down</source>
        <translation>未启用</translation>
    </message>
    <message>
        <source>no carrier</source>
        <translation>无载波</translation>
    </message>
    <message>
        <source>all interfaces together</source>
        <translation>所有接口合在一起</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>%1/s</source>
        <translation>%1/秒</translation>
    </message>
</context>
<context>
    <name>KernelSocketModel</name>
    <message>
        <source>was %1</source>
        <translation>原为 %1</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Connections that wait for accept(), of so many that may wait</source>
        <translation>等待 accept() 的连接数，以及最多允许多少个等待</translation>
    </message>
    <message>
        <source>Octets received that the process has not read; a FIN counts as one</source>
        <translation>已收到而进程尚未读取的字节数；FIN 算一个字节</translation>
    </message>
    <message>
        <source>Octets of the process that the other end has not acknowledged; SYN and FIN count as one each</source>
        <translation>进程已交付而对端尚未确认的字节数；SYN 和 FIN 各算一个字节</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Local</source>
        <translation>本地</translation>
    </message>
    <message>
        <source>Remote</source>
        <translation>远端</translation>
    </message>
    <message>
        <source>Recv-Q</source>
        <translation>Recv-Q</translation>
    </message>
    <message>
        <source>Send-Q</source>
        <translation>Send-Q</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>所有者</translation>
    </message>
    <message>
        <source>Timer</source>
        <translation>定时器</translation>
    </message>
    <message>
        <source>For</source>
        <translation>持续</translation>
    </message>
    <message>
        <source>Retrans.</source>
        <translation>重传</translation>
    </message>
    <message>
        <source>RTT</source>
        <translation>RTT</translation>
    </message>
    <message>
        <source>cwnd</source>
        <translation>cwnd</translation>
    </message>
    <message>
        <source>MSS</source>
        <translation>MSS</translation>
    </message>
    <message>
        <source>Inode</source>
        <translation>Inode</translation>
    </message>
    <message>
        <source>≥ %1</source>
        <translation>≥ %1</translation>
    </message>
    <message>
        <source>Gone for %1</source>
        <translation>已消失 %1</translation>
    </message>
    <message>
        <source>In this state for at least %1: it was so already when it was first seen here.</source>
        <translation>处于此状态至少 %1：首次看到时已经如此。</translation>
    </message>
    <message>
        <source>In this state for %1</source>
        <translation>处于此状态 %1</translation>
    </message>
    <message>
        <source>How long the socket has been in its state. With ≥ it was in it already when it was first seen here: then this is the least that follows from the kernel&apos;s timers and from when a segment came last.</source>
        <translation>套接字处于当前状态的时长。带 ≥ 的在首次看到时已处于该状态：此时为由内核定时器和最近一次报文段推得的最小值。</translation>
    </message>
</context>
<context>
    <name>KeyHelp</name>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>操作</translation>
    </message>
</context>
<context>
    <name>Ladder</name>
    <message>
        <source>timer expired</source>
        <translation>计时器超时</translation>
    </message>
    <message>
        <source>user call</source>
        <translation>用户调用</translation>
    </message>
    <message>
        <source>%1: %2 (%3, %4)</source>
        <translation>%1：%2（%3，%4）</translation>
    </message>
    <message>
        <source>Time (s)</source>
        <translation>时间 (s)</translation>
    </message>
    <message>
        <source>Frame</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>Frame %1, %2</source>
        <translation>第 %1 帧，%2</translation>
    </message>
    <message>
        <source>%1 (%2): %3</source>
        <translation>%1（%2）：%3</translation>
    </message>
    <message>
        <source>… 1 more row</source>
        <translation>… 另有 1 行</translation>
    </message>
    <message>
        <source>… %1 more rows</source>
        <translation>… 另有 %1 行</translation>
    </message>
    <message>
        <source>Acknowledges frame %1</source>
        <translation>确认第 %1 帧</translation>
    </message>
    <message>
        <source>Acknowledges %1 segments: frames %2 to %3</source>
        <translation>确认 %1 个报文段：第 %2 帧到第 %3 帧</translation>
    </message>
    <message>
        <source>… %1 more</source>
        <translation>… 另有 %1 行</translation>
    </message>
    <message>
        <source>(lost)</source>
        <translation>（丢失）</translation>
    </message>
    <message>
        <source>No handshake was seen: the path&apos;s delay is unknown</source>
        <translation>未见到握手：路径时延未知</translation>
    </message>
    <message>
        <source>not acknowledged before frame %1</source>
        <translation>在第 %1 帧之前未被确认</translation>
    </message>
    <message>
        <source>not acknowledged before the reset</source>
        <translation>在复位之前未被确认</translation>
    </message>
    <message>
        <source>not acknowledged before the end</source>
        <translation>到记录结束仍未被确认</translation>
    </message>
    <message>
        <source>Whether it arrived is not known.</source>
        <translation>是否到达无从得知。</translation>
    </message>
    <message>
        <source>Not acknowledged before frame %1 sent it again, %2 later.</source>
        <translation>在第 %1 帧重新发送它（%2 之后）之前，未被确认。</translation>
    </message>
    <message>
        <source>Not acknowledged before frame %1 reset the connection, %2 later.</source>
        <translation>在第 %1 帧复位连接（%2 之后）之前，未被确认。</translation>
    </message>
    <message>
        <source>Not acknowledged before the recording of this connection ends.</source>
        <translation>到这个连接的记录结束，仍未被确认。</translation>
    </message>
    <message>
        <source>Connection %1</source>
        <translation>连接 %1</translation>
    </message>
    <message>
        <source>one host</source>
        <translation>同一主机</translation>
    </message>
    <message>
        <source>Dashed lifeline, hollow ends: estimated from the handshake</source>
        <translation>虚线生命线与空心端点：根据握手估计</translation>
    </message>
    <message>
        <source>From *REF* (s)</source>
        <translation>距 *REF*（秒）</translation>
    </message>
</context>
<context>
    <name>LadderOverview</name>
    <message>
        <source>Overview of the connection</source>
        <translation>连接概览</translation>
    </message>
    <message>
        <source>The whole connection: segments of the initiator (left) and the responder (right); then retransmissions, losses, closed windows, resets</source>
        <translation>整条连接：发起方（左）和响应方（右）的报文段；然后是重传、丢失、窗口关闭、复位</translation>
    </message>
</context>
<context>
    <name>LadderView</name>
    <message>
        <source>Ladder</source>
        <translation>时序图</translation>
    </message>
    <message>
        <source>&amp;Stevens&apos; Notation</source>
        <translation>&amp;Stevens 记法</translation>
    </message>
    <message>
        <source>&amp;tcpdump&apos;s Notation</source>
        <translation>&amp;tcpdump 记法</translation>
    </message>
    <message>
        <source>&amp;Relative Numbers</source>
        <translation>相对序号(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Absolute Numbers</source>
        <translation>绝对序号(&amp;A)</translation>
    </message>
    <message>
        <source>Before the first segment</source>
        <translation>第一个报文段之前</translation>
    </message>
    <message>
        <source>No connection is selected.</source>
        <translation>未选择连接。</translation>
    </message>
    <message>
        <source>True to &amp;Time</source>
        <translation>按时间比例(&amp;T)</translation>
    </message>
    <message>
        <source>Ladder: Zoom &amp;In</source>
        <translation>时序图：放大(&amp;I)</translation>
    </message>
    <message>
        <source>Ladder: Zoom &amp;Out</source>
        <translation>时序图：缩小(&amp;O)</translation>
    </message>
    <message>
        <source>A&amp;utomatic Numbers</source>
        <translation>自动选择编号(&amp;U)</translation>
    </message>
    <message>
        <source>Show This Connection A&amp;lone</source>
        <translation>只显示此连接(&amp;L)</translation>
    </message>
    <message>
        <source>Ladder: N&amp;atural Size</source>
        <translation>时序图：原始大小(&amp;A)</translation>
    </message>
</context>
<context>
    <name>LinkPanel</name>
    <message>
        <source>Link</source>
        <translation>链路</translation>
    </message>
    <message>
        <source>Link, both ways</source>
        <translation>链路（双向）</translation>
    </message>
    <message>
        <source>Delay</source>
        <translation>时延</translation>
    </message>
    <message>
        <source> ms</source>
        <translation> ms</translation>
    </message>
    <message>
        <source>How long a segment takes from one host to the other; the round-trip time is twice that</source>
        <translation>报文段从一台主机到另一台所需的时间；往返时间是它的两倍</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>丢失率</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>How many of the segments are lost at random</source>
        <translation>随机丢失的报文段所占的比例</translation>
    </message>
    <message>
        <source>Receive buffer, octets</source>
        <translation>接收缓冲区（字节）</translation>
    </message>
    <message>
        <source>Receive buffer of %1</source>
        <translation>%1 的接收缓冲区</translation>
    </message>
    <message>
        <source>How much %1 can hold unread: the most that its window can offer</source>
        <translation>%1 能保存多少未读的数据：也是其窗口的上限</translation>
    </message>
</context>
<context>
    <name>LiveControl</name>
    <message>
        <source>waiting for packets</source>
        <translation>等待数据包</translation>
    </message>
    <message>
        <source>starting …</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <source>%1 packets</source>
        <translation>%1 个数据包</translation>
    </message>
    <message>
        <source>%1 dropped</source>
        <translation>丢弃 %1 个</translation>
    </message>
    <message>
        <source>%1 recorded but not shown</source>
        <translation>%1 个已记录但未显示</translation>
    </message>
    <message>
        <source>1 connection</source>
        <translation>1 个连接</translation>
    </message>
    <message>
        <source>%1 connections</source>
        <translation>%1 个连接</translation>
    </message>
    <message>
        <source>view paused, %1 records wait</source>
        <translation>视图已暂停，%1 条记录等待显示</translation>
    </message>
    <message>
        <source>following</source>
        <translation>跟随中</translation>
    </message>
    <message>
        <source>looking back while it goes on</source>
        <translation>正在回看，抓包仍在继续</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>saving …</source>
        <translation>正在保存…</translation>
    </message>
    <message>
        <source>1 closed connection has left the memory</source>
        <translation>1 个已关闭的连接已移出内存</translation>
    </message>
    <message>
        <source>the %1 oldest closed ones have left the memory</source>
        <translation>最早关闭的 %1 个已移出内存</translation>
    </message>
    <message>
        <source>the pipe has ended</source>
        <translation>管道已结束</translation>
    </message>
    <message>
        <source>%1 older ones, closed or half open, have left the memory</source>
        <translation>较早的 %1 个（已关闭或半开）已移出内存</translation>
    </message>
    <message>
        <source>full: recorded, not shown</source>
        <translation>已满：只录制，不显示</translation>
    </message>
</context>
<context>
    <name>LiveDialog</name>
    <message>
        <source>Also what is not meant for this host (&amp;promiscuous)</source>
        <translation>也抓取不是发给本机的数据包（混杂模式(&amp;P)）</translation>
    </message>
    <message>
        <source>Capture options</source>
        <translation>抓包选项</translation>
    </message>
    <message>
        <source>%1 (down)</source>
        <translation>%1（未启用）</translation>
    </message>
    <message>
        <source>all packets</source>
        <translation>所有数据包</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>不限</translation>
    </message>
    <message>
        <source> octets of each packet</source>
        <translation> 字节（每个数据包）</translation>
    </message>
    <message>
        <source>128 octets hold all headers; more is text that tcplens does not look at</source>
        <translation>128 字节足以容纳所有首部；更多的是 tcplens 不看的正文</translation>
    </message>
    <message>
        <source> MiB</source>
        <translation> MiB</translation>
    </message>
    <message>
        <source>Where packets wait in the kernel: larger if some are dropped</source>
        <translation>数据包在内核中等待的地方：如有丢弃，请调大</translation>
    </message>
    <message>
        <source> s</source>
        <translation> 秒</translation>
    </message>
    <message>
        <source> packets</source>
        <translation> 个数据包</translation>
    </message>
    <message>
        <source> MB</source>
        <translation> MB</translation>
    </message>
    <message>
        <source>never: one file</source>
        <translation>从不：只用一个文件</translation>
    </message>
    <message>
        <source> files</source>
        <translation> 个文件</translation>
    </message>
    <message>
        <source>a quarter of this machine&apos;s</source>
        <translation>本机内存的四分之一</translation>
    </message>
    <message>
        <source>What</source>
        <translation>抓取内容</translation>
    </message>
    <message>
        <source>&amp;Interface:</source>
        <translation>接口(&amp;I)：</translation>
    </message>
    <message>
        <source>Capture &amp;filter:</source>
        <translation>抓包过滤器(&amp;F)：</translation>
    </message>
    <message>
        <source>S&amp;nap length:</source>
        <translation>截取长度(&amp;N)：</translation>
    </message>
    <message>
        <source>Stop by itself after</source>
        <translation>达到以下限制时自动停止</translation>
    </message>
    <message>
        <source>&amp;Time:</source>
        <translation>时间(&amp;T)：</translation>
    </message>
    <message>
        <source>&amp;Count:</source>
        <translation>数量(&amp;C)：</translation>
    </message>
    <message>
        <source>Si&amp;ze:</source>
        <translation>大小(&amp;Z)：</translation>
    </message>
    <message>
        <source>&amp;Kernel&apos;s buffer:</source>
        <translation>内核缓冲区(&amp;K)：</translation>
    </message>
    <message>
        <source>&amp;Memory for what is shown:</source>
        <translation>显示所用内存(&amp;M)：</translation>
    </message>
    <message>
        <source>Ne&amp;xt file of the recording after:</source>
        <translation>记录换下一个文件的大小(&amp;X)：</translation>
    </message>
    <message>
        <source>Of those, keep the &amp;last:</source>
        <translation>保留最近的(&amp;L)：</translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation>开始(&amp;S)</translation>
    </message>
    <message>
        <source>When what is shown needs more, the oldest closed connections leave the memory; the recording keeps them</source>
        <translation>显示的内容需要更多内存时，最早关闭的连接移出内存；记录文件保留它们</translation>
    </message>
    <message>
        <source>Memory and files</source>
        <translation>内存与文件</translation>
    </message>
    <message>
        <source>&amp;Keep settings</source>
        <translation>保留设置(&amp;K)</translation>
    </message>
    <message>
        <source>For example: tcp port 443 and host 10.0.0.1</source>
        <translation>例如：tcp port 443 and host 10.0.0.1</translation>
    </message>
</context>
<context>
    <name>LiveSettings</name>
    <message>
        <source>standard input</source>
        <translation>标准输入</translation>
    </message>
</context>
<context>
    <name>LoadingBar</name>
    <message>
        <source>Loading</source>
        <translation>正在读取</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop reading and keep what has been read</source>
        <translation>停止读取，保留已读出的部分</translation>
    </message>
    <message>
        <source>Reading: %1 packets</source>
        <translation>正在读取：%1 个数据包</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Playback</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>State diagram</source>
        <translation>状态图</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Segment</source>
        <translation>报文段</translation>
    </message>
    <message>
        <source>Sliding window</source>
        <translation>滑动窗口</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Open …</source>
        <translation>打开(&amp;O)…</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>最近打开(&amp;R)</translation>
    </message>
    <message>
        <source>Re&amp;load</source>
        <translation>重新读取(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Notation</source>
        <translation>记法(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Colours</source>
        <translation>配色(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Move tokens smoothly</source>
        <translation>平滑移动标记(&amp;M)</translation>
    </message>
    <message>
        <source>F&amp;ull screen</source>
        <translation>全屏(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>浅色(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>深色(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Go</source>
        <translation>步进(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Keys</source>
        <translation>快捷键(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;About tcplens</source>
        <translation>关于 tcplens(&amp;A)</translation>
    </message>
    <message>
        <source>About tcplens</source>
        <translation>关于 tcplens</translation>
    </message>
    <message>
        <source>&lt;h3&gt;tcplens %1&lt;/h3&gt;&lt;p&gt;Makes TCP&apos;s state machine (RFC 9293) visible.&lt;/p&gt;&lt;p&gt;Free software under the GNU General Public License, version 3 or later.&lt;/p&gt;</source>
        <translation>&lt;h3&gt;tcplens %1&lt;/h3&gt;&lt;p&gt;让 TCP 状态机（RFC 9293）看得见。&lt;/p&gt;&lt;p&gt;自由软件，依据 GNU 通用公共许可证第 3 版或更高版本发布。&lt;/p&gt;</translation>
    </message>
    <message>
        <source>All files (%1)</source>
        <translation>所有文件 (%1)</translation>
    </message>
    <message>
        <source>standard input</source>
        <translation>标准输入</translation>
    </message>
    <message>
        <source>%1 – tcplens</source>
        <translation>%1 – tcplens</translation>
    </message>
    <message>
        <source>There is no TCP segment in this recording.</source>
        <translation>这个抓包文件中没有 TCP 报文段。</translation>
    </message>
    <message>
        <source>It holds %1 packets; record with the filter &quot;tcp&quot; to see connections.</source>
        <translation>其中有 %1 个数据包；抓包时用过滤器“tcp”，就能看到连接。</translation>
    </message>
    <message>
        <source>There is no connection %1.</source>
        <translation>没有第 %1 号连接。</translation>
    </message>
    <message>
        <source>The last one is %1.</source>
        <translation>最后一个是第 %1 号。</translation>
    </message>
    <message>
        <source>%1 packets</source>
        <translation>%1 个数据包</translation>
    </message>
    <message>
        <source>%1 TCP segments</source>
        <translation>%1 个 TCP 报文段</translation>
    </message>
    <message>
        <source>1 connection</source>
        <translation>1 个连接</translation>
    </message>
    <message>
        <source>%1 connections</source>
        <translation>%1 个连接</translation>
    </message>
    <message>
        <source>%1 not TCP</source>
        <translation>%1 个不是 TCP</translation>
    </message>
    <message>
        <source>%1 cut too short</source>
        <translation>%1 个截得太短</translation>
    </message>
    <message>
        <source>&amp;TIME-WAIT lasts …</source>
        <translation>TIME-WAIT 时长(&amp;T)…</translation>
    </message>
    <message>
        <source>&amp;Start page</source>
        <translation>起始页(&amp;S)</translation>
    </message>
    <message>
        <source>As the des&amp;ktop</source>
        <translation>与桌面一致(&amp;K)</translation>
    </message>
    <message>
        <source>TIME-WAIT</source>
        <translation>TIME-WAIT</translation>
    </message>
    <message>
        <source>Seconds that TIME-WAIT (2 MSL) lasts on the recorded hosts.
Linux: 60; RFC 9293: 240.</source>
        <translation>被记录主机上 TIME-WAIT（2 MSL）持续的秒数。
Linux：60；RFC 9293：240。</translation>
    </message>
    <message>
        <source>Stopped before the end: %1</source>
        <translation>未读完即停止：%1</translation>
    </message>
    <message>
        <source>Hosts</source>
        <translation>主机</translation>
    </message>
    <message>
        <source>&amp;Simulation</source>
        <translation>模拟(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Save as scenario …</source>
        <translation>另存为场景(&amp;S)…</translation>
    </message>
    <message>
        <source>Open a recording or a scenario</source>
        <translation>打开抓包文件或场景</translation>
    </message>
    <message>
        <source>Recordings and scenarios (%1)</source>
        <translation>抓包文件和场景 (%1)</translation>
    </message>
    <message>
        <source>Save as scenario</source>
        <translation>另存为场景</translation>
    </message>
    <message>
        <source>Scenarios (*.scenario)</source>
        <translation>场景 (*.scenario)</translation>
    </message>
    <message>
        <source>Cannot write &quot;%1&quot;: %2.</source>
        <translation>无法写入“%1”：%2。</translation>
    </message>
    <message>
        <source>Choose a folder that may be written to.</source>
        <translation>请选择一个可写的文件夹。</translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation>已保存为 %1</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>图表</translation>
    </message>
    <message>
        <source>&amp;Layout</source>
        <translation>布局(&amp;L)</translation>
    </message>
    <message>
        <source>Type si&amp;ze</source>
        <translation>字号(&amp;Z)</translation>
    </message>
    <message>
        <source>&amp;Filter connections</source>
        <translation>筛选连接(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Classroom</source>
        <translation>课堂(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Debugging</source>
        <translation>排错(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Presentation</source>
        <translation>演示(&amp;P)</translation>
    </message>
    <message>
        <source>As at &amp;first</source>
        <translation>初始布局(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Larger</source>
        <translation>放大(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Smaller</source>
        <translation>缩小(&amp;S)</translation>
    </message>
    <message>
        <source>As the &amp;desktop&apos;s</source>
        <translation>与桌面一致(&amp;D)</translation>
    </message>
    <message>
        <source>Next segment of the &amp;recording</source>
        <translation>抓包文件的下一个报文段(&amp;R)</translation>
    </message>
    <message>
        <source>Previous segment of the re&amp;cording</source>
        <translation>抓包文件的上一个报文段(&amp;C)</translation>
    </message>
    <message>
        <source>Next segment of the c&amp;onnection</source>
        <translation>连接的下一个报文段(&amp;O)</translation>
    </message>
    <message>
        <source>Previous segment of the co&amp;nnection</source>
        <translation>连接的上一个报文段(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Go to frame …</source>
        <translation>转到帧(&amp;G)…</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>后退(&amp;B)</translation>
    </message>
    <message>
        <source>For&amp;ward</source>
        <translation>前进(&amp;W)</translation>
    </message>
    <message>
        <source>Go to frame</source>
        <translation>转到帧</translation>
    </message>
    <message>
        <source>Number of the packet in its recording, as Wireshark counts:</source>
        <translation>数据包在抓包文件中的编号（与 Wireshark 相同）：</translation>
    </message>
    <message>
        <source>There is no TCP segment with the number %1.</source>
        <translation>没有编号为 %1 的 TCP 报文段。</translation>
    </message>
    <message>
        <source>State &amp;diagram</source>
        <translation>状态图(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Ladder</source>
        <translation>时序图(&amp;L)</translation>
    </message>
    <message>
        <source>Sliding &amp;window</source>
        <translation>滑动窗口(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Export picture</source>
        <translation>导出图片(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Copy picture</source>
        <translation>复制图片(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Print</source>
        <translation>打印(&amp;P)</translation>
    </message>
    <message>
        <source>%1 …</source>
        <translation>%1…</translation>
    </message>
    <message>
        <source>&amp;Connections …</source>
        <translation>连接(&amp;C)…</translation>
    </message>
    <message>
        <source>&amp;Segments of this connection …</source>
        <translation>此连接的报文段(&amp;S)…</translation>
    </message>
    <message>
        <source>Save p&amp;ackets of the simulation …</source>
        <translation>保存模拟的数据包(&amp;A)…</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>Picture (*.svg *.png *.pdf)</source>
        <translation>图片 (*.svg *.png *.pdf)</translation>
    </message>
    <message>
        <source>Text (*.txt *.mmd *.puml)</source>
        <translation>文本 (*.txt *.mmd *.puml)</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Save packets</source>
        <translation>保存数据包</translation>
    </message>
    <message>
        <source>Recordings (%1)</source>
        <translation>抓包文件 (%1)</translation>
    </message>
    <message>
        <source>&amp;Chart</source>
        <translation>图表(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;All connections&apos; states</source>
        <translation>全部连接的状态(&amp;A)</translation>
    </message>
    <message>
        <source>Not found: %1</source>
        <translation>未找到：%1</translation>
    </message>
    <message>
        <source>&amp;Find in the connection …</source>
        <translation>在连接中查找(&amp;F)…</translation>
    </message>
    <message>
        <source>Find ne&amp;xt</source>
        <translation>查找下一个(&amp;X)</translation>
    </message>
    <message>
        <source>Find pre&amp;vious</source>
        <translation>查找上一个(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Mark the segment</source>
        <translation>标记报文段(&amp;M)</translation>
    </message>
    <message>
        <source>Next mar&amp;k</source>
        <translation>下一个标记(&amp;K)</translation>
    </message>
    <message>
        <source>Previo&amp;us mark</source>
        <translation>上一个标记(&amp;U)</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Flags, numbers or labels: SYN,ACK  retrans  seq 101  frame 12</source>
        <translation>标志、序号或标签：SYN,ACK  retrans  seq 101  frame 12</translation>
    </message>
    <message>
        <source>Lea&amp;ve full screen</source>
        <translation>退出全屏(&amp;V)</translation>
    </message>
    <message>
        <source>Comman&amp;ds …</source>
        <translation>命令(&amp;D) …</translation>
    </message>
    <message>
        <source>&amp;Time reference</source>
        <translation>时间基准(&amp;T)</translation>
    </message>
    <message>
        <source>Export ta&amp;ble</source>
        <translation>导出表格(&amp;B)</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Sockets of this host</source>
        <translation>本机套接字</translation>
    </message>
    <message>
        <source>The memory for what is shown is used up (%1 MiB): from now on packets are recorded but not shown.</source>
        <translation>用于显示的内存已用完（%1 MiB）：此后的数据包只记录、不显示。</translation>
    </message>
    <message>
        <source>Save the recording (Ctrl+S), then restart the capture (Ctrl+Shift+R); or capture with a narrower filter or more memory (Ctrl+K).</source>
        <translation>请保存记录（Ctrl+S），然后重新开始抓包（Ctrl+Shift+R）；或者用更窄的过滤器、更多的内存来抓包（Ctrl+K）。</translation>
    </message>
    <message>
        <source>&amp;Capture</source>
        <translation>抓包(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation>开始(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Restart</source>
        <translation>重新开始(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Options …</source>
        <translation>选项(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Follow</source>
        <translation>跟随(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Pause the view</source>
        <translation>暂停视图(&amp;P)</translation>
    </message>
    <message>
        <source>Sa&amp;ve recording …</source>
        <translation>保存记录(&amp;V)…</translation>
    </message>
    <message>
        <source>&amp;Discard recording</source>
        <translation>丢弃记录(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
    <message>
        <source>No TCP segment has come.</source>
        <translation>没有收到 TCP 报文段。</translation>
    </message>
    <message>
        <source>%1 packets were captured. Check the interface and the filter (Ctrl+K).</source>
        <translation>共抓到 %1 个数据包。请检查接口和过滤器（Ctrl+K）。</translation>
    </message>
    <message>
        <source>Save recording</source>
        <translation>保存记录</translation>
    </message>
    <message>
        <source>Discard recording</source>
        <translation>丢弃记录</translation>
    </message>
    <message>
        <source>Discard the recording of %1?</source>
        <translation>要丢弃 %1 的记录吗？</translation>
    </message>
    <message>
        <source>&amp;Discard</source>
        <translation>丢弃(&amp;D)</translation>
    </message>
    <message>
        <source>Unsaved recording</source>
        <translation>未保存的记录</translation>
    </message>
    <message>
        <source>The recording of %1 (%2 packets) is not saved.</source>
        <translation>%1 的记录（%2 个数据包）尚未保存。</translation>
    </message>
    <message>
        <source>The capture ends.</source>
        <translation>抓包将结束。</translation>
    </message>
    <message>
        <source>&amp;Save …</source>
        <translation>保存(&amp;S)…</translation>
    </message>
    <message>
        <source>%1 checksums wrong, or left to the network card</source>
        <translation>%1 个校验和有误，或留给网卡计算</translation>
    </message>
    <message>
        <source>&amp;Start again</source>
        <translation>重新开始(&amp;S)</translation>
    </message>
    <message>
        <source>Save what is there on another disk (Ctrl+S).</source>
        <translation>请把已有的内容保存到其他磁盘（Ctrl+S）。</translation>
    </message>
    <message>
        <source>tcplens runs as root, which capturing does not need: only its helper needs privileges.</source>
        <translation>tcplens 正以 root 身份运行，而抓包并不需要：只有它的辅助程序需要权限。</translation>
    </message>
    <message>
        <source>Start it as an ordinary user, unless it is to name the owners of other users&apos; sockets. This is said once.</source>
        <translation>请以普通用户身份启动，除非要显示其他用户的套接字属于谁。此提示只出现一次。</translation>
    </message>
    <message>
        <source>Four thousand million packets have come, and no more can be numbered: from now on packets are recorded but not shown.</source>
        <translation>已收到四十亿个数据包，无法再编号：从现在起只录制，不显示。</translation>
    </message>
    <message>
        <source>Save the recording (Ctrl+S), then restart the capture (Ctrl+Shift+R).</source>
        <translation>请保存录制（Ctrl+S），再重新开始抓包（Ctrl+Shift+R）。</translation>
    </message>
</context>
<context>
    <name>MessageBar</name>
    <message>
        <source>Close this message</source>
        <translation>关闭此消息</translation>
    </message>
</context>
<context>
    <name>Path</name>
    <message>
        <source>%1 on the way</source>
        <extracomment>How many segments fly.</extracomment>
        <translation>在途 %1 个</translation>
    </message>
    <message>
        <source>1 more path is busy</source>
        <extracomment>Pairs of hosts for which there is no room.</extracomment>
        <translation>另有 1 条线路繁忙</translation>
    </message>
    <message>
        <source>%1 more paths are busy</source>
        <translation>另有 %1 条线路繁忙</translation>
    </message>
    <message>
        <source>%1 s</source>
        <extracomment>A moment, in seconds since the start.</extracomment>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>no host</source>
        <extracomment>In place of a host&apos;s name: an address that was forged, or that nobody has.</extracomment>
        <translation>无此主机</translation>
    </message>
    <message>
        <source>from %1 to %2, sent at %3</source>
        <translation>从 %1 到 %2，发送于 %3</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>已丢失</translation>
    </message>
    <message>
        <source>arrives at %1</source>
        <translation>到达于 %1</translation>
    </message>
    <message>
        <source>delayed on its way</source>
        <translation>途中被延迟</translation>
    </message>
    <message>
        <source>a copy that the link has made</source>
        <translation>链路复制出的副本</translation>
    </message>
    <message>
        <source>damaged: its checksum will be wrong</source>
        <translation>已损坏：校验和将不正确</translation>
    </message>
    <message>
        <source>%1 from %2 to %3</source>
        <translation>从 %2 到 %3 的 %1</translation>
    </message>
    <message>
        <source>%1 more</source>
        <translation>另有 %1 个</translation>
    </message>
    <message>
        <source>On the way: %1</source>
        <translation>在途：%1</translation>
    </message>
    <message>
        <source>nothing more</source>
        <translation>不再发送</translation>
    </message>
    <message>
        <source>nothing on the way, and nothing more will be sent</source>
        <translation>线路上没有报文段，之后也不再发送</translation>
    </message>
    <message>
        <source>next at %1</source>
        <translation>下一个在 %1</translation>
    </message>
    <message>
        <source>nothing on the way; next at %1</source>
        <translation>线路上没有报文段；下一个在 %1</translation>
    </message>
</context>
<context>
    <name>PathView</name>
    <message>
        <source>&amp;Drop</source>
        <translation>丢弃(&amp;D)</translation>
    </message>
    <message>
        <source>D&amp;uplicate</source>
        <translation>复制(&amp;U)</translation>
    </message>
    <message>
        <source>Delay by %1</source>
        <extracomment>A length of time follows.</extracomment>
        <translation>延迟 %1</translation>
    </message>
    <message>
        <source>Click to drop, delay or duplicate it; Shift-click drops it at once.</source>
        <translation>单击可丢弃、延迟或复制；按住 Shift 单击立即丢弃。</translation>
    </message>
    <message>
        <source>Segments on their way</source>
        <translation>在途报文段</translation>
    </message>
    <message>
        <source>Only a simulation knows what is on its way.</source>
        <translation>只有模拟才知道途中有什么。</translation>
    </message>
</context>
<context>
    <name>PlaybackBar</name>
    <message>
        <source>Time since the connection&apos;s first segment</source>
        <translation>自该连接第一个报文段以来的时间</translation>
    </message>
    <message>
        <source>Segments that have happened, of all of this connection</source>
        <translation>已经发生的报文段数 / 该连接的报文段总数</translation>
    </message>
    <message>
        <source>To the start</source>
        <translation>到开头</translation>
    </message>
    <message>
        <source>Previous state change</source>
        <translation>上一次状态变迁</translation>
    </message>
    <message>
        <source>Step back</source>
        <translation>后退一步</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Step forward</source>
        <translation>前进一步</translation>
    </message>
    <message>
        <source>Next state change</source>
        <translation>下一次状态变迁</translation>
    </message>
    <message>
        <source>To the end</source>
        <translation>到结尾</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Speed of playing: 1× is as fast as it was, or one step a second</source>
        <translation>播放速度：1× 就是实际的速度，或每秒一步</translation>
    </message>
    <message>
        <source>Even steps</source>
        <translation>等间隔</translation>
    </message>
    <message>
        <source>Every step lasts equally long, instead of as long as it was in the recording</source>
        <translation>每一步持续同样长的时间，而不是抓包文件中的实际间隔</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
</context>
<context>
    <name>PortsPanel</name>
    <message>
        <source>Ports in use</source>
        <translation>使用中的端口</translation>
    </message>
    <message>
        <source>&lt;p&gt;A port is taken for one own address, destination address and destination port: the same port serves another destination. So ports run out for one destination at a time.&lt;/p&gt;&lt;p&gt;The bar shows connections, TIME-WAIT, and TIME-WAIT that connect() may take over (tcp_tw_reuse; only where both ends use timestamps).&lt;/p&gt;&lt;p&gt;The forecast counts with the timers of what is in TIME-WAIT and with how fast ports were taken in the last minute.&lt;/p&gt;</source>
        <translation>&lt;p&gt;一个端口被一组本机地址、目的地址和目的端口占用：同一端口可用于另一个目的地。因此端口是针对某一个目的地用尽的。&lt;/p&gt;&lt;p&gt;横条显示连接、TIME-WAIT，以及 connect() 可以接管的 TIME-WAIT（tcp_tw_reuse；仅在两端都使用时间戳时）。&lt;/p&gt;&lt;p&gt;预测依据的是当前 TIME-WAIT 各自的定时器，以及最近一分钟端口被占用的速度。&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Ports %1 to %2: %3 of %4 in use</source>
        <translation>端口 %1 至 %2：已用 %3，共 %4</translation>
    </message>
    <message>
        <source>TIME-WAIT: %1 new a second</source>
        <translation>TIME-WAIT：每秒新增 %1</translation>
    </message>
    <message>
        <source>No connection leaves this host from a port of that range.</source>
        <translation>没有从该范围的端口发出的连接。</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 至 %2</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>%1 of them in TIME-WAIT</source>
        <translation>其中 %1 个处于 TIME-WAIT</translation>
    </message>
    <message>
        <source>%1 may be taken over</source>
        <translation>%1 个可以接管</translation>
    </message>
</context>
<context>
    <name>RecoveryBar</name>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Show it; it stays here until it is saved or discarded</source>
        <translation>显示它；在保存或丢弃之前它会一直留在这里</translation>
    </message>
    <message>
        <source>Save …</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Keep it as a file</source>
        <translation>存为文件</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>Delete it from disk</source>
        <translation>从磁盘上删除</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>以后再说</translation>
    </message>
    <message>
        <source>Ask again at the next start</source>
        <translation>下次启动时再问</translation>
    </message>
    <message>
        <source>A recording of %1 (%2 packets, %3) was not saved.</source>
        <translation>%1 的一份记录（%2 个数据包，%3）没有保存。</translation>
    </message>
    <message>
        <source>%1 more are waiting.</source>
        <translation>另有 %1 份在等待处理。</translation>
    </message>
</context>
<context>
    <name>ScenarioList</name>
    <message>
        <source>Opening</source>
        <translation>建立连接</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Closing</source>
        <translation>关闭连接</translation>
    </message>
    <message>
        <source>Losses</source>
        <translation>丢失</translation>
    </message>
    <message>
        <source>Flow control</source>
        <translation>流量控制</translation>
    </message>
    <message>
        <source>Congestion control</source>
        <translation>拥塞控制</translation>
    </message>
    <message>
        <source>Resets</source>
        <translation>复位</translation>
    </message>
    <message>
        <source>Servers and processes</source>
        <translation>服务器与进程</translation>
    </message>
    <message>
        <source>Is the peer alive?</source>
        <translation>对端还在吗？</translation>
    </message>
    <message>
        <source>Scenarios</source>
        <translation>场景</translation>
    </message>
    <message>
        <source>Find a scenario</source>
        <translation>查找场景</translation>
    </message>
</context>
<context>
    <name>SegmentsModel</name>
    <message>
        <source>%1 taken back</source>
        <extracomment>A state that was assumed, and turned out not to have been.</extracomment>
        <translation>%1 已撤回</translation>
    </message>
    <message>
        <source>Lost on its way</source>
        <translation>途中丢失</translation>
    </message>
    <message>
        <source>before the first segment</source>
        <translation>第一个报文段之前</translation>
    </message>
    <message>
        <source>%1 to %2: %3</source>
        <extracomment>Who sends a segment to whom, and its fields: &quot;TCP A to TCP B: SEQ=1000, CTL=SYN&quot;.</extracomment>
        <translation>%1 发往 %2：%3</translation>
    </message>
    <message>
        <source>Step %1</source>
        <translation>第 %1 步</translation>
    </message>
    <message>
        <source>Frame %1</source>
        <translation>第 %1 帧</translation>
    </message>
    <message>
        <source>%1. TCP A: %2. TCP B: %3.</source>
        <extracomment>A row read out: the segment, then the state of each end after it.</extracomment>
        <translation>%1。TCP A：%2。TCP B：%3。</translation>
    </message>
    <message>
        <source>Noticed: %1.</source>
        <translation>注意到：%1。</translation>
    </message>
    <message>
        <source>The states before the first segment</source>
        <translation>第一个报文段之前的状态</translation>
    </message>
    <message>
        <source>Segment</source>
        <translation>报文段</translation>
    </message>
    <message>
        <source>Noticed</source>
        <translation>注意到</translation>
    </message>
</context>
<context>
    <name>SegmentsView</name>
    <message>
        <source>&amp;Copy rows as text</source>
        <translation>将行复制为文本(&amp;C)</translation>
    </message>
    <message>
        <source>Segments as text</source>
        <translation>文本形式的报文段</translation>
    </message>
    <message>
        <source>The ladder&apos;s rows, each with the states of both ends after it, as in RFC 9293&apos;s figures</source>
        <translation>时序图的各行，每行附有两端在其后的状态，如 RFC 9293 的图所示</translation>
    </message>
    <message>
        <source>Segments</source>
        <translation>报文段</translation>
    </message>
    <message>
        <source>… %1 more</source>
        <translation>……还有 %1 行</translation>
    </message>
</context>
<context>
    <name>SimulationControl</name>
    <message>
        <source>Delay %1 ms</source>
        <translation>时延 %1 ms</translation>
    </message>
    <message>
        <source>Loss %1 %</source>
        <translation>丢失率 %1 %</translation>
    </message>
    <message>
        <source>%1: receive buffer %2</source>
        <translation>%1：接收缓冲区 %2 字节</translation>
    </message>
    <message>
        <source>Drop segment %1</source>
        <translation>丢弃报文段 %1</translation>
    </message>
    <message>
        <source>Delay segment %1</source>
        <translation>延迟报文段 %1</translation>
    </message>
    <message>
        <source>Duplicate segment %1</source>
        <translation>复制报文段 %1</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1: connect to %2:%3</source>
        <translation>%1：连接 %2:%3</translation>
    </message>
    <message>
        <source>%1: listen on %2</source>
        <translation>%1：监听端口 %2</translation>
    </message>
    <message>
        <source>%1: send %2</source>
        <translation>%1：发送 %2 字节</translation>
    </message>
    <message>
        <source>%1: read %2</source>
        <translation>%1：读取 %2 字节</translation>
    </message>
    <message>
        <source>%1: read all</source>
        <translation>%1：全部读取</translation>
    </message>
    <message>
        <source>%1: reads by itself</source>
        <translation>%1：自动读取</translation>
    </message>
    <message>
        <source>%1: reads no longer by itself</source>
        <translation>%1：不再自动读取</translation>
    </message>
    <message>
        <source>%1: shutdown (write)</source>
        <translation>%1：关闭写方向</translation>
    </message>
    <message>
        <source>%1: close</source>
        <translation>%1：关闭</translation>
    </message>
    <message>
        <source>%1: abort</source>
        <translation>%1：异常终止</translation>
    </message>
    <message>
        <source>%1: kill %2</source>
        <translation>%1：杀死进程 %2</translation>
    </message>
    <message>
        <source>%1: unplug the cable</source>
        <translation>%1：拔掉网线</translation>
    </message>
    <message>
        <source>%1: plug in the cable</source>
        <translation>%1：插上网线</translation>
    </message>
    <message>
        <source>%1: power cut</source>
        <translation>%1：切断电源</translation>
    </message>
    <message>
        <source>%1: reboot</source>
        <translation>%1：重启</translation>
    </message>
    <message>
        <source>%1   %2</source>
        <translation>%1   %2</translation>
    </message>
</context>
<context>
    <name>SocketGroupModel</name>
    <message>
        <source>many ports</source>
        <translation>多个端口</translation>
    </message>
    <message>
        <source>own port %1</source>
        <translation>本机端口 %1</translation>
    </message>
    <message>
        <source>to port %1</source>
        <translation>目的端口 %1</translation>
    </message>
    <message>
        <source>Sockets</source>
        <translation>套接字</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>所有者</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>服务</translation>
    </message>
    <message>
        <source>Recv-Q</source>
        <translation>Recv-Q</translation>
    </message>
    <message>
        <source>Send-Q</source>
        <translation>Send-Q</translation>
    </message>
    <message>
        <source>Each of these processes holds each of these sockets: they are closed only when all have closed them.</source>
        <translation>这些进程都持有其中每一个套接字：全部关闭后它们才会关闭。</translation>
    </message>
</context>
<context>
    <name>SocketTable</name>
    <message>
        <source>Sockets</source>
        <translation>套接字</translation>
    </message>
</context>
<context>
    <name>SocketTableModel</name>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Local</source>
        <translation>本地</translation>
    </message>
    <message>
        <source>Remote</source>
        <translation>远端</translation>
    </message>
    <message>
        <source>Processes</source>
        <translation>进程</translation>
    </message>
    <message>
        <source>Calls apply to the selected socket; without a selection to the one in bold. Escape ends the selection.</source>
        <translation>调用作用于所选的套接字；未选择时作用于粗体的一行。按 Esc 取消选择。</translation>
    </message>
    <message>
        <source>This host&apos;s address and port</source>
        <translation>本机的地址和端口</translation>
    </message>
    <message>
        <source>The peer&apos;s address and port; * for a listener</source>
        <translation>对端的地址和端口；监听套接字为 *</translation>
    </message>
    <message>
        <source>Octets that have arrived and were not read; of a listener: connections that wait to be accepted</source>
        <translation>已到达而未读取的字节数；对监听套接字：等待 accept 的连接数</translation>
    </message>
    <message>
        <source>Octets that were sent or wait, and are not acknowledged; of a listener: how many connections may wait</source>
        <translation>已发送或待发送、尚未确认的字节数；对监听套接字：可以等待的连接数上限</translation>
    </message>
    <message>
        <source>Who has the socket open: it is closed when the last of them closes it</source>
        <translation>谁打开着这个套接字：最后一个关闭时才真正关闭</translation>
    </message>
    <message>
        <source>orphan</source>
        <extracomment>A socket that no process has open any more.</extracomment>
        <translation>孤儿</translation>
    </message>
</context>
<context>
    <name>SocketsView</name>
    <message>
        <source>Whose are they?</source>
        <translation>属于谁？</translation>
    </message>
    <message>
        <source>Filter: state:CLOSE-WAIT port:443 process:nginx</source>
        <translation>筛选：state:CLOSE-WAIT port:443 process:nginx</translation>
    </message>
    <message>
        <source>Filter sockets</source>
        <translation>筛选套接字</translation>
    </message>
    <message>
        <source>Wire and kernel</source>
        <translation>线路与内核</translation>
    </message>
    <message>
        <source>Over time</source>
        <translation>随时间变化</translation>
    </message>
    <message>
        <source>Ports</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>Kernel settings</source>
        <translation>内核设置</translation>
    </message>
    <message>
        <source>Sockets</source>
        <translation>套接字</translation>
    </message>
    <message>
        <source>Double click or Enter: these sockets alone</source>
        <translation>双击或按 Enter：只看这些套接字</translation>
    </message>
    <message>
        <source>1 socket</source>
        <translation>1 个套接字</translation>
    </message>
    <message>
        <source>%1 sockets</source>
        <translation>%1 个套接字</translation>
    </message>
    <message>
        <source>%1 of %2 sockets</source>
        <translation>%2 个套接字中的 %1 个</translation>
    </message>
    <message>
        <source>Copy rows</source>
        <translation>复制所选行</translation>
    </message>
    <message>
        <source>Only this state</source>
        <translation>只看此状态</translation>
    </message>
    <message>
        <source>Only local port %1</source>
        <translation>只看本地端口 %1</translation>
    </message>
    <message>
        <source>Only remote address</source>
        <translation>只看此远端地址</translation>
    </message>
    <message>
        <source>Groups by owners and state, the largest first</source>
        <translation>按所有者和状态分组，最大的在前</translation>
    </message>
    <message>
        <source>Also those gone</source>
        <translation>包括已消失的</translation>
    </message>
    <message>
        <source>Shows sockets for half a minute after they are gone; they are not counted</source>
        <translation>套接字消失后再显示半分钟；不计入总数</translation>
    </message>
    <message>
        <source>Fold away</source>
        <translation>收起</translation>
    </message>
    <message>
        <source>Unfold</source>
        <translation>展开</translation>
    </message>
    <message>
        <source>%1 gone</source>
        <translation>已消失 %1 个</translation>
    </message>
    <message>
        <source>No socket of this host matches “%1”.</source>
        <translation>本机没有套接字符合“%1”。</translation>
    </message>
    <message>
        <source>Clear the filter (Esc)</source>
        <translation>清除筛选 (Esc)</translation>
    </message>
    <message>
        <source>&lt;p&gt;Words separated by spaces must all match.&lt;/p&gt;&lt;p&gt;&lt;b&gt;port:443&lt;/b&gt; port of either end&lt;br&gt;&lt;b&gt;addr:10.0.0.1&lt;/b&gt; address of either end, or how it begins&lt;br&gt;&lt;b&gt;state:CLOSE-WAIT&lt;/b&gt; state&lt;br&gt;&lt;b&gt;process:nginx&lt;/b&gt; part of a process&apos;s name, or its number&lt;br&gt;&lt;b&gt;owners:10+11&lt;/b&gt; these processes hold it, and no other&lt;br&gt;&lt;b&gt;uid:1000&lt;/b&gt; user&lt;br&gt;&lt;b&gt;inode:4711&lt;/b&gt; the socket&apos;s inode&lt;br&gt;Any other word is looked for in states, addresses and process names.&lt;/p&gt;</source>
        <translation>&lt;p&gt;以空格分隔的词必须全部匹配。&lt;/p&gt;&lt;p&gt;&lt;b&gt;port:443&lt;/b&gt; 任一端的端口&lt;br&gt;&lt;b&gt;addr:10.0.0.1&lt;/b&gt; 任一端的地址，或其开头部分&lt;br&gt;&lt;b&gt;state:CLOSE-WAIT&lt;/b&gt; 状态&lt;br&gt;&lt;b&gt;process:nginx&lt;/b&gt; 进程名的一部分，或进程号&lt;br&gt;&lt;b&gt;owners:10+11&lt;/b&gt; 恰由这些进程持有&lt;br&gt;&lt;b&gt;uid:1000&lt;/b&gt; 用户&lt;br&gt;&lt;b&gt;inode:4711&lt;/b&gt; 套接字的 inode&lt;br&gt;其他词在状态、地址和进程名中查找。&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Groups of sockets by owners and state</source>
        <translation>按所有者和状态分组的套接字</translation>
    </message>
    <message>
        <source>Only process %1</source>
        <translation>仅进程 %1</translation>
    </message>
    <message>
        <source>“%1” is not understood: no socket can match it. The field&apos;s tooltip tells what is.</source>
        <translation>看不懂“%1”：没有套接字能符合它。可用的写法见筛选框的提示。</translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>Start page</source>
        <translation>起始页</translation>
    </message>
    <message>
        <source>Open a recording …</source>
        <translation>打开抓包文件…</translation>
    </message>
    <message>
        <source>Opened lately</source>
        <translation>最近打开</translation>
    </message>
    <message>
        <source>%1   –   %2</source>
        <translation>%1   –   %2</translation>
    </message>
    <message>
        <source>Watch TCP&apos;s state machine at work: play a scenario, or open a recording, and walk both ends of every connection through the eleven states, forward and back.</source>
        <translation>观察 TCP 状态机的运行：播放一个场景，或打开一个抓包文件，让每条连接的两端在十一个状态之间一步步前进、后退。</translation>
    </message>
    <message>
        <source>Play the three-way handshake</source>
        <translation>播放三次握手</translation>
    </message>
    <message>
        <source>Experiment with two hosts</source>
        <translation>用两台主机做实验</translation>
    </message>
    <message>
        <source>Open, send, close, abort; drop segments while they fly, and see what TCP makes of it</source>
        <translation>打开、发送、关闭、异常终止；丢弃在途的报文段，看 TCP 如何应对</translation>
    </message>
    <message>
        <source>or drop a file here: pcap or pcapng, also compressed with gzip or zstd.
From another host:  ssh host tcpdump -U -i any -w - tcp | tcplens -k -i -</source>
        <translation>或者把文件拖到这里：pcap 或 pcapng，也可以是用 gzip 或 zstd 压缩的。
来自另一台主机：ssh host tcpdump -U -i any -w - tcp | tcplens -k -i -</translation>
    </message>
</context>
<context>
    <name>StateDiagram</name>
    <message>
        <source>%1 (%2)</source>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>dashed: assumed</source>
        <translation>虚线：推测</translation>
    </message>
    <message>
        <source>%1: never.</source>
        <translation>%1从未。</translation>
    </message>
    <message>
        <source>from the beginning</source>
        <translation>一开始</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation>第 %1 步</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>另有 %1 次</translation>
    </message>
    <message>
        <source>%1: %2.</source>
        <translation>%1：%2。</translation>
    </message>
    <message>
        <source>Action: %1. See RFC 9293, %2.</source>
        <translation>动作：%1（RFC 9293, %2）。</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <extracomment>Two sentences, one after the other.</extracomment>
        <translation>%1%2</translation>
    </message>
    <message>
        <source>Taken by: %1 %2</source>
        <translation>何时经过：%1%2</translation>
    </message>
    <message>
        <source>%1 → %2: %3</source>
        <extracomment>An arrow: from a state to a state, and the event.</extracomment>
        <translation>%1 → %2：%3</translation>
    </message>
    <message>
        <source>All connections</source>
        <translation>全部连接</translation>
    </message>
    <message>
        <source>%1 of %2 have begun</source>
        <extracomment>How many connections have begun at the playhead, and how many there are in the session.</extracomment>
        <translation>已开始 %1 / %2</translation>
    </message>
    <message>
        <source>Initiators</source>
        <translation>发起方</translation>
    </message>
    <message>
        <source>Responders</source>
        <translation>响应方</translation>
    </message>
    <message>
        <source>= %1, mark: most at once</source>
        <extracomment>A full bar stands for so many ends; the mark upon a bar is the most that were in that state at once.</extracomment>
        <translation>= %1，刻线：同时最多</translation>
    </message>
    <message>
        <source>%1: %2 (initiators %3, responders %4); at most %5 at once</source>
        <extracomment>A state, the number of ends in it, of initiators, of responders, and the most ends at once.</extracomment>
        <translation>%1：%2（发起方 %3，响应方 %4）；同时最多 %5</translation>
    </message>
    <message>
        <source>All connections: %1 of %2 have begun.</source>
        <translation>全部连接：%2 个中已开始 %1 个。</translation>
    </message>
    <message>
        <source>%1 before</source>
        <translation>此前 %1 次</translation>
    </message>
    <message>
        <source>%1 (for %2)</source>
        <extracomment>When an end entered a state, and for how long it was there: &quot;step 3 (for 1.2 s)&quot;.</extracomment>
        <translation>%1（历时 %2）</translation>
    </message>
    <message>
        <source>%1 (to the end)</source>
        <extracomment>When an end entered the state in which it stayed.</extracomment>
        <translation>%1（直到结尾）</translation>
    </message>
    <message>
        <source>Was there: %1 %2</source>
        <translation>何时处于此状态：%1%2</translation>
    </message>
</context>
<context>
    <name>StateDiagramView</name>
    <message>
        <source>State diagram</source>
        <translation>状态图</translation>
    </message>
    <message>
        <source>No connection is selected.</source>
        <translation>未选择连接。</translation>
    </message>
    <message>
        <source>%1: %2 (%3).</source>
        <translation>%1：%2（%3）。</translation>
    </message>
    <message>
        <source>%1 is chosen. %2</source>
        <translation>已选中 %1。%2</translation>
    </message>
    <message>
        <source>Numbered trail</source>
        <translation>带编号的轨迹</translation>
    </message>
    <message>
        <source>Number the steps of both ends, and let older ones fade</source>
        <translation>给两端的每一步编号，较早的逐渐变淡</translation>
    </message>
    <message>
        <source>All connections</source>
        <translation>全部连接</translation>
    </message>
    <message>
        <source>Count the states of all connections at this moment</source>
        <translation>统计此刻全部连接的状态</translation>
    </message>
</context>
<context>
    <name>StepSlider</name>
    <message>
        <source>Position in the connection</source>
        <translation>在连接中的位置</translation>
    </message>
</context>
<context>
    <name>SysctlPanel</name>
    <message>
        <source>Kernel settings</source>
        <translation>内核设置</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>What it governs</source>
        <translation>作用</translation>
    </message>
</context>
<context>
    <name>WindowCanvas</name>
    <message>
        <source>Sliding window</source>
        <translation>滑动窗口</translation>
    </message>
    <message>
        <source>No connection selected</source>
        <translation>未选择连接</translation>
    </message>
    <message>
        <source>Reading segments…</source>
        <translation>正在读取报文段…</translation>
    </message>
</context>
<context>
    <name>WindowView</name>
    <message>
        <source>%1 → %2</source>
        <extracomment>Direction of the octets shown: from, to.</extracomment>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>Show the octets that this side sends</source>
        <translation>显示这一方发送的字节</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <extracomment>A direction, and what is to be said of it.</extracomment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>acknowledged</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>window not known yet</source>
        <translation>窗口尚不清楚</translation>
    </message>
    <message>
        <source>may be sent</source>
        <translation>可发送</translation>
    </message>
    <message>
        <source>free, but nothing follows the FIN</source>
        <translation>空闲，但 FIN 之后不再有数据</translation>
    </message>
    <message>
        <source>free</source>
        <translation>空闲</translation>
    </message>
    <message>
        <source>beyond the window</source>
        <translation>窗口之外</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>缺失</translation>
    </message>
    <message>
        <source>held</source>
        <translation>已缓存</translation>
    </message>
    <message>
        <source>on its way</source>
        <translation>途中</translation>
    </message>
    <message>
        <source>received</source>
        <translation>已收到</translation>
    </message>
    <message>
        <source>room not known yet</source>
        <translation>缓存空间尚不清楚</translation>
    </message>
    <message>
        <source>room</source>
        <translation>缓存空间</translation>
    </message>
    <message>
        <source>no room</source>
        <translation>无缓存空间</translation>
    </message>
    <message>
        <source>in flight</source>
        <translation>在途</translation>
    </message>
    <message>
        <source>sent again</source>
        <translation>已重传</translation>
    </message>
    <message>
        <source>reported (SACK)</source>
        <translation>已由 SACK 报告</translation>
    </message>
    <message>
        <source>held by the receiver</source>
        <translation>接收方已缓存</translation>
    </message>
    <message>
        <source>Sender: %1 %2, %3</source>
        <translation>发送方：%1 %2，%3</translation>
    </message>
    <message>
        <source>Receiver: %1 %2, %3</source>
        <translation>接收方：%1 %2，%3</translation>
    </message>
    <message>
        <source>1 octet</source>
        <translation>1 字节</translation>
    </message>
    <message>
        <source>%1 octets</source>
        <translation>%1 字节</translation>
    </message>
    <message>
        <source>1 segment</source>
        <translation>1 个报文段</translation>
    </message>
    <message>
        <source>%1 segments</source>
        <translation>%1 个报文段</translation>
    </message>
    <message>
        <source>Nothing is in flight</source>
        <translation>没有在途的数据</translation>
    </message>
    <message>
        <source>The SYN is in flight</source>
        <translation>SYN 在途</translation>
    </message>
    <message>
        <source>The FIN is in flight</source>
        <translation>FIN 在途</translation>
    </message>
    <message>
        <source>%1, %2 in flight</source>
        <extracomment>&quot;3 segments, 4,096 octets in flight&quot;</extracomment>
        <translation>在途 %1，共 %2</translation>
    </message>
    <message>
        <source>with the SYN</source>
        <translation>含 SYN</translation>
    </message>
    <message>
        <source>with the FIN</source>
        <translation>含 FIN</translation>
    </message>
    <message>
        <source>%1 sent again</source>
        <translation>重传 %1 个</translation>
    </message>
    <message>
        <source>%1 already reported as received</source>
        <translation>%1 个已报告收到</translation>
    </message>
    <message>
        <source>%1 not captured</source>
        <translation>%1未捕获</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>the window is not known: the receiver has said nothing yet</source>
        <translation>窗口未知：接收方尚未通告</translation>
    </message>
    <message>
        <source>after its FIN the sender has nothing more to send</source>
        <translation>发出 FIN 之后，发送方不再有数据要发送</translation>
    </message>
    <message>
        <source>%1 lie beyond the window</source>
        <translation>有 %1落在窗口之外</translation>
    </message>
    <message>
        <source>the window is closed: nothing may be sent until the receiver opens it</source>
        <translation>窗口已关闭：接收方打开窗口之前不得发送</translation>
    </message>
    <message>
        <source>the window is full: nothing more may be sent until something is acknowledged</source>
        <translation>窗口已满：收到新的确认之前不得再发送</translation>
    </message>
    <message>
        <source>%1; %2.</source>
        <extracomment>What is in flight; what more may be sent.</extracomment>
        <translation>%1；%2。</translation>
    </message>
    <message>
        <source>%1 The window scale was not captured, so the window may be larger.</source>
        <translation>%1未捕获到窗口扩大选项，因此实际窗口可能更大。</translation>
    </message>
    <message>
        <source>acknowledged; read</source>
        <translation>已确认；已读取</translation>
    </message>
    <message>
        <source>beyond cwnd</source>
        <translation>超出 cwnd</translation>
    </message>
    <message>
        <source>waits to be read</source>
        <translation>待读取</translation>
    </message>
    <message>
        <source>read</source>
        <translation>已读取</translation>
    </message>
    <message>
        <source>read by the application</source>
        <translation>应用程序已读取</translation>
    </message>
    <message>
        <source>The receiver&apos;s window holds the sender back: it is full.</source>
        <translation>接收方窗口限制了发送方：窗口已满。</translation>
    </message>
    <message>
        <source>The receiver&apos;s window holds the sender back: it has room for %1, but not for the FIN with them.</source>
        <translation>接收方窗口限制了发送方：容得下 %1，但容不下随后的 FIN。</translation>
    </message>
    <message>
        <source>The receiver&apos;s window holds the sender back: it has room for %1, less than a segment.</source>
        <translation>接收方窗口限制了发送方：只容得下 %1，不足一个报文段。</translation>
    </message>
    <message>
        <source>Nothing holds the sender back: both windows have room.</source>
        <translation>没有什么限制发送方：两个窗口都有余地。</translation>
    </message>
    <message>
        <source>What limits the sender is not known yet: its receiver has told no window.</source>
        <translation>尚不知道什么限制了发送方：接收方尚未通告窗口。</translation>
    </message>
    <message>
        <source>Nothing holds the sender back: it has sent all it had, and its FIN.</source>
        <translation>没有什么限制发送方：数据和 FIN 都已发完。</translation>
    </message>
    <message>
        <source>The receiver&apos;s window holds the sender back: it is closed.</source>
        <translation>接收方窗口限制了发送方：窗口已关闭。</translation>
    </message>
    <message>
        <source>The congestion window holds the sender back: %1 may be in the network at once.</source>
        <translation>拥塞窗口限制了发送方：同时在途的最多 %1。</translation>
    </message>
    <message>
        <source>Nagle&apos;s rule holds the sender back: %1 are less than a segment, and wait until all is acknowledged.</source>
        <translation>Nagle 算法限制了发送方：%1 不足一个报文段，要等全部得到确认。</translation>
    </message>
    <message>
        <source>The application holds the sender back: there is nothing more to send.</source>
        <translation>应用程序限制了发送方：没有更多数据可发。</translation>
    </message>
    <message>
        <source>Perhaps the application holds the sender back: the window is open, and nothing is in flight.</source>
        <translation>也许是应用程序限制了发送方：窗口开着，却没有在途的数据。</translation>
    </message>
    <message>
        <source>Perhaps the application has nothing more to send, or Nagle&apos;s rule holds it back: the last segment was a small one.</source>
        <translation>也许应用程序没有更多数据可发，或受 Nagle 算法限制：最后一个报文段很小。</translation>
    </message>
    <message>
        <source>Perhaps the congestion window holds the sender back: the receiver has room, and no more was in flight in the last round trip.</source>
        <translation>也许是拥塞窗口限制了发送方：接收方还有缓存空间，而最近一次往返中在途的数据并不更多。</translation>
    </message>
    <message>
        <source>Perhaps nothing holds the sender back: the receiver has room, and more was in flight in the last round trip.</source>
        <translation>也许没有什么限制发送方：接收方还有缓存空间，而最近一次往返中在途的数据更多。</translation>
    </message>
    <message>
        <source>1 square: %1, a full segment</source>
        <translation>1 格：%1，一个满报文段</translation>
    </message>
    <message>
        <source>1 square: %1, %2 full segments</source>
        <translation>1 格：%1，%2 个满报文段</translation>
    </message>
    <message>
        <source>1 square: %1 (%2 K)</source>
        <translation>1 格：%1（%2 K）</translation>
    </message>
    <message>
        <source>1 square: %1</source>
        <translation>1 格：%1</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>双向</translation>
    </message>
    <message>
        <source>Show both directions at once</source>
        <translation>同时显示两个方向</translation>
    </message>
    <message>
        <source>Tape</source>
        <translation>条带</translation>
    </message>
    <message>
        <source>Squares</source>
        <translation>方格</translation>
    </message>
    <message>
        <source>Draw the octets to scale</source>
        <translation>按比例画出字节</translation>
    </message>
    <message>
        <source>Draw the octets as textbooks do: each square is the same number of them</source>
        <translation>像教科书那样画出字节：每格代表同样多的字节</translation>
    </message>
    <message>
        <source>1 octet lies beyond the window</source>
        <translation>有 1 字节落在窗口之外</translation>
    </message>
    <message>
        <source>the receiver has room for %1 more</source>
        <translation>接收方还容得下 %1</translation>
    </message>
    <message>
        <source>free once the connection is established</source>
        <translation>连接建立后可用</translation>
    </message>
    <message>
        <source>may be sent, at least</source>
        <translation>至少可以发送</translation>
    </message>
    <message>
        <source>not known to have arrived</source>
        <translation>不知是否到达</translation>
    </message>
    <message>
        <source>has not arrived</source>
        <translation>没有到达</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>not known: the window scale was not captured</source>
        <translation>未知：没有捕获到窗口扩大选项</translation>
    </message>
    <message>
        <source>never acknowledged</source>
        <translation>始终没有确认</translation>
    </message>
    <message>
        <source>no connection</source>
        <translation>没有连接</translation>
    </message>
    <message>
        <source>room, at least</source>
        <translation>空间至少</translation>
    </message>
    <message>
        <source>whether the receiver has room for more is not known</source>
        <translation>接收方是否还有空间，不得而知</translation>
    </message>
    <message>
        <source>the receiver has room for at least %1 more</source>
        <translation>接收方至少还能再容纳 %1</translation>
    </message>
    <message>
        <source>the receiver has no connection any more</source>
        <translation>接收方已没有连接</translation>
    </message>
    <message>
        <source>There is no connection.</source>
        <translation>没有连接。</translation>
    </message>
    <message>
        <source>There is no connection any more: all that was sent has been acknowledged.</source>
        <translation>连接已不存在：发送过的内容都已得到确认。</translation>
    </message>
    <message>
        <source>There is no connection: it was never established.</source>
        <translation>没有连接：它从未建立。</translation>
    </message>
    <message>
        <source>There is no connection any more: the FIN was never acknowledged.</source>
        <translation>连接已不存在：FIN 始终没有得到确认。</translation>
    </message>
    <message>
        <source>There is no connection any more: 1 octet was never acknowledged.</source>
        <translation>连接已不存在：有 1 个字节始终没有得到确认。</translation>
    </message>
    <message>
        <source>There is no connection any more: %1 were never acknowledged.</source>
        <translation>连接已不存在：有 %1始终没有得到确认。</translation>
    </message>
    <message>
        <source>The handshake is under way: text is sent once the connection is established.</source>
        <translation>握手正在进行：连接建立之后才发送数据。</translation>
    </message>
    <message>
        <source>The handshake holds the sender back: 1 octet waits until the connection is established.</source>
        <translation>握手使发送方等待：1 个字节要等到连接建立之后。</translation>
    </message>
    <message>
        <source>The handshake holds the sender back: %1 wait until the connection is established.</source>
        <translation>握手使发送方等待：%1要等到连接建立之后。</translation>
    </message>
    <message>
        <source>Perhaps the receiver&apos;s window holds the sender back: the last one captured is full.</source>
        <translation>可能是接收方窗口限制了发送方：最后捕获到的窗口已满。</translation>
    </message>
    <message>
        <source>Perhaps the receiver&apos;s window holds the sender back: the last one captured has room for %1, less than a segment.</source>
        <translation>可能是接收方窗口限制了发送方：最后捕获到的窗口只剩 %1，不足一个报文段。</translation>
    </message>
    <message>
        <source>What limits the sender is not known: its receiver&apos;s window may be larger than it looks.</source>
        <translation>限制发送方的是什么不得而知：接收方窗口可能比看上去的大。</translation>
    </message>
    <message>
        <source>Perhaps the receiver&apos;s window holds the sender back: the last one captured is closed.</source>
        <translation>可能是接收方窗口限制了发送方：最后捕获到的窗口已关闭。</translation>
    </message>
    <message>
        <source>Perhaps the application holds the sender back: the window is open, and little is in flight.</source>
        <translation>可能是应用程序限制了发送方：窗口开着，在途的数据很少。</translation>
    </message>
    <message>
        <source>In %1 an end keeps neither numbers nor windows, and sends nothing again (RFC 9293, 3.3.2).</source>
        <extracomment>A state&apos;s name.</extracomment>
        <translation>处于 %1 的一端既不保留序号，也不保留窗口，也不重传任何内容（RFC 9293，3.3.2）。</translation>
    </message>
</context>
<context>
    <name>WireKernelPanel</name>
    <message>
        <source>Owner</source>
        <translation>所有者</translation>
    </message>
    <message>
        <source>Recv-Q</source>
        <translation>Recv-Q</translation>
    </message>
    <message>
        <source>Send-Q</source>
        <translation>Send-Q</translation>
    </message>
    <message>
        <source>Timer</source>
        <translation>定时器</translation>
    </message>
    <message>
        <source>RTT</source>
        <translation>RTT</translation>
    </message>
    <message>
        <source>Window scale</source>
        <translation>窗口扩大因子</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Retransmitted</source>
        <translation>已重传</translation>
    </message>
    <message>
        <source>Select a connection to see what the wire and the kernel say about it.</source>
        <translation>选择一个连接，查看线路和内核各自怎么说。</translation>
    </message>
    <message>
        <source>Wire says</source>
        <translation>线路说</translation>
    </message>
    <message>
        <source>kernel says</source>
        <translation>内核说</translation>
    </message>
    <message>
        <source>Wire and kernel</source>
        <translation>线路与内核</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>没有</translation>
    </message>
    <message>
        <source>not here</source>
        <translation>不在本机</translation>
    </message>
    <message>
        <source>not asked</source>
        <translation>未询问</translation>
    </message>
    <message>
        <source>Connection #%1</source>
        <translation>连接 #%1</translation>
    </message>
    <message>
        <source>Selected socket</source>
        <translation>所选套接字</translation>
    </message>
    <message>
        <source>no connection</source>
        <translation>无连接</translation>
    </message>
    <message>
        <source>not captured</source>
        <translation>未捕获</translation>
    </message>
    <message>
        <source>Accept queue</source>
        <translation>accept 队列</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
</context>
<context>
    <name>sockets</name>
    <message>
        <source>%1 fd %2</source>
        <translation>%1 fd %2</translation>
    </message>
    <message>
        <source>was %1</source>
        <translation>原为 %1</translation>
    </message>
    <message>
        <source>request of a listener</source>
        <translation>监听者的请求</translation>
    </message>
    <message>
        <source>not accepted yet</source>
        <translation>尚未 accept</translation>
    </message>
    <message>
        <source>no owner</source>
        <translation>无所有者</translation>
    </message>
    <message>
        <source>hidden (uid %1)</source>
        <translation>不可见（uid %1）</translation>
    </message>
    <message>
        <source>none to be seen (uid %1)</source>
        <translation>看不到所有者（uid %1）</translation>
    </message>
    <message>
        <source>Several descriptors refer to this socket: it is closed only when all of them are.</source>
        <translation>有多个描述符指向这个套接字：全部关闭后它才会关闭。</translation>
    </message>
    <message>
        <source>A request has no owner: it becomes a socket with the last ACK of the handshake.</source>
        <translation>请求没有所有者：收到握手的最后一个 ACK 后才成为套接字。</translation>
    </message>
    <message>
        <source>The connection waits in the listener&apos;s queue until the process calls accept().</source>
        <translation>连接在监听者的队列中等待，直到进程调用 accept()。</translation>
    </message>
    <message>
        <source>The process has closed it or is gone; the kernel finishes the connection alone.</source>
        <translation>进程已将其关闭或已退出；内核独自完成这个连接。</translation>
    </message>
    <message>
        <source>The processes have not been looked through since this socket came.</source>
        <translation>自这个套接字出现以来还没有查看过各进程。</translation>
    </message>
    <message>
        <source>No process that can be seen holds it: it belongs to the kernel itself, or to a process of another container.</source>
        <translation>看得到的进程都不持有它：它属于内核本身，或属于另一个容器的进程。</translation>
    </message>
    <message>
        <source>requests of listeners</source>
        <translation>监听者的请求</translation>
    </message>
    <message>
        <source>hidden</source>
        <translation>不可见</translation>
    </message>
    <message>
        <source>none to be seen</source>
        <translation>看不到所有者</translation>
    </message>
    <message>
        <source>No timer runs.</source>
        <translation>没有定时器在运行。</translation>
    </message>
    <message>
        <source>The connection is idle: when the timer runs out, a probe asks whether the other end is there (RFC 9293, 3.8.4).</source>
        <translation>连接空闲：定时器到时后会发送探测，询问对端是否还在（RFC 9293, 3.8.4）。</translation>
    </message>
    <message>
        <source>When the timer runs out, the entry disappears.</source>
        <translation>定时器到时后，这个条目消失。</translation>
    </message>
    <message>
        <source>The other end&apos;s window is closed: when the timer runs out, it is probed (RFC 9293, 3.8.6.1).</source>
        <translation>对端的窗口已关闭：定时器到时后会探测（RFC 9293, 3.8.6.1）。</translation>
    </message>
    <message>
        <source>A request: the kernel&apos;s note of a SYN that it has answered, not a socket yet.</source>
        <translation>请求：内核对已应答的 SYN 的记录，还不是套接字。</translation>
    </message>
    <message>
        <source>A mini-socket: addresses and a timer, without buffers and without an owner.</source>
        <translation>微型套接字：只有地址和定时器，没有缓冲区，也没有所有者。</translation>
    </message>
    <message>
        <source>They agree</source>
        <translation>两者一致</translation>
    </message>
    <message>
        <source>They differ, and may</source>
        <translation>两者不同，但属正常</translation>
    </message>
    <message>
        <source>They contradict each other</source>
        <translation>两者矛盾</translation>
    </message>
    <message>
        <source>Nothing to compare</source>
        <translation>无从比较</translation>
    </message>
    <message>
        <source>A socket that a process holds.</source>
        <translation>由进程持有的套接字。</translation>
    </message>
    <message>
        <source>The kernel keeps only a request until the handshake is complete; ss lists it as SYN-RECV, and no process has it.</source>
        <translation>握手完成之前内核只保留一个请求；ss 把它列为 SYN-RECV，不属于任何进程。</translation>
    </message>
    <message>
        <source>TIME-WAIT is kept as a mini-socket: no process holds it, and it ends by itself 60 s after it began.</source>
        <translation>TIME-WAIT 以微型套接字的形式保留：不属于任何进程，开始 60 秒后自行结束。</translation>
    </message>
    <message>
        <source>The process has closed it, so the kernel keeps a mini-socket that waits for the other end&apos;s FIN, for tcp_fin_timeout at most.</source>
        <translation>进程已将其关闭，内核保留一个微型套接字等待对端的 FIN，最多等待 tcp_fin_timeout。</translation>
    </message>
    <message>
        <source>Nothing is left of it.</source>
        <translation>已经什么都不剩。</translation>
    </message>
    <message>
        <source>The kernel has received the segment already; its acknowledgment has not come by yet.</source>
        <translation>内核已经收到该报文段；其确认还没有经过这里。</translation>
    </message>
    <message>
        <source>The process has called already; the segment that tells waits behind text that is not sent, or has not come by yet.</source>
        <translation>进程已经发出调用；表明这一点的报文段排在尚未发送的数据之后，或者还没有经过这里。</translation>
    </message>
    <message>
        <source>The segment came by here, but the kernel has not taken it: it was lost further on, or waits behind missing text.</source>
        <translation>报文段经过了这里，但内核没有接受：它在后面的路上丢失了，或者排在缺失的数据之后。</translation>
    </message>
    <message>
        <source>The kernel has not taken the last ACK of the handshake: it was lost, or the listener&apos;s accept queue is full, or the listener waits for the first text.</source>
        <translation>内核没有接受握手的最后一个 ACK：它丢失了，或监听者的 accept 队列已满，或监听者在等待第一批数据。</translation>
    </message>
    <message>
        <source>The kernel was asked a moment before that segment.</source>
        <translation>询问内核的时刻略早于该报文段。</translation>
    </message>
    <message>
        <source>For the kernel TIME-WAIT is over: after 60 s, or because a new connection took it over, or because there are more than tcp_max_tw_buckets.</source>
        <translation>对内核来说 TIME-WAIT 已经结束：过了 60 秒，或被新连接接管，或数量超过了 tcp_max_tw_buckets。</translation>
    </message>
    <message>
        <source>The kernel no longer waits for the other end&apos;s FIN: tcp_fin_timeout is over, or the connection was aborted.</source>
        <translation>内核不再等待对端的 FIN：tcp_fin_timeout 已过，或连接被中止。</translation>
    </message>
    <message>
        <source>The kernel has none any more: it was aborted or has timed out, and no segment that tells came by here.</source>
        <translation>内核中已没有这个连接：它被中止或已超时，而表明这一点的报文段没有经过这里。</translation>
    </message>
    <message>
        <source>The wire shows the connection as ended, but the kernel has it still: the reset did not arrive, or was not acceptable.</source>
        <translation>线路显示连接已结束，但内核仍保留着它：RST 没有到达，或不可接受。</translation>
    </message>
    <message>
        <source>The wire&apos;s 2 MSL are over, the kernel&apos;s 60 s are not.</source>
        <translation>线路一侧的 2 MSL 已过，内核的 60 秒还没有。</translation>
    </message>
    <message>
        <source>The kernel has a new connection with the same addresses and ports.</source>
        <translation>内核中是一个地址和端口相同的新连接。</translation>
    </message>
    <message>
        <source>This end is on another host: its kernel cannot be asked.</source>
        <translation>这一端在另一台主机上：无法询问它的内核。</translation>
    </message>
    <message>
        <source>The playhead is in the past, and the kernel knows the present only. Follow the capture to compare.</source>
        <translation>播放头处于过去，而内核只知道现在。跟随抓包才能比较。</translation>
    </message>
    <message>
        <source>No way of TCP leads from one to the other: the addresses may belong to another network namespace, or to a proxy in between.</source>
        <translation>TCP 没有从一方到另一方的途径：这些地址可能属于另一个网络命名空间，或中间的代理。</translation>
    </message>
    <message>
        <source>How long an orphaned connection may stay in FIN-WAIT-2; it does not govern TIME-WAIT, which always lasts 60 s in Linux.</source>
        <translation>无主连接可以在 FIN-WAIT-2 停留多久；它不控制 TIME-WAIT，后者在 Linux 中总是持续 60 秒。</translation>
    </message>
    <message>
        <source>Whether connect() may take over a port in TIME-WAIT for more than a second, if both ends use timestamps.</source>
        <translation>在两端都使用时间戳时，connect() 是否可以接管处于 TIME-WAIT 超过一秒的端口。</translation>
    </message>
    <message>
        <source>How many sockets may be in TIME-WAIT; beyond that, connections end without it.</source>
        <translation>最多允许多少个套接字处于 TIME-WAIT；超过后，连接不经 TIME-WAIT 直接结束。</translation>
    </message>
    <message>
        <source>How many connections may be finished without a process; beyond that, they are reset at once.</source>
        <translation>最多允许多少个没有进程的连接继续收尾；超过后立即重置。</translation>
    </message>
    <message>
        <source>How often an orphaned connection retransmits before the kernel gives it up; 0 stands for 8.</source>
        <translation>无主连接重传多少次后内核放弃；0 表示 8 次。</translation>
    </message>
    <message>
        <source>The ports that connect() chooses from; each can be used once for every pair of own address and destination.</source>
        <translation>connect() 从中选择的端口；对每一对本机地址和目的地，每个端口可用一次。</translation>
    </message>
    <message>
        <source>Ports that connect() does not choose.</source>
        <translation>connect() 不会选择的端口。</translation>
    </message>
    <message>
        <source>The longest accept queue that listen() may ask for.</source>
        <translation>listen() 可以要求的 accept 队列的最大长度。</translation>
    </message>
    <message>
        <source>Whether a listener whose queue of requests is full answers with SYN cookies, which need no memory.</source>
        <translation>请求队列已满的监听者是否以不占内存的 SYN cookie 应答。</translation>
    </message>
    <message>
        <source>With SYN cookies off: a listener with more than three quarters of so many requests drops SYNs of hosts it does not know.</source>
        <translation>关闭 SYN cookie 时：请求数超过该值四分之三的监听者会丢弃陌生主机的 SYN。</translation>
    </message>
    <message>
        <source>What a full accept queue does with a completed handshake: ignore its ACK, so that the client tries again (0), or reset it (1).</source>
        <translation>accept 队列已满时如何处理完成的握手：忽略其 ACK，让客户端重试（0），或重置（1）。</translation>
    </message>
    <message>
        <source>How often an unanswered SYN is sent again before connect() fails with ETIMEDOUT.</source>
        <translation>SYN 无应答时重发多少次后 connect() 以 ETIMEDOUT 失败。</translation>
    </message>
    <message>
        <source>How often a SYN,ACK is sent again before the request is dropped.</source>
        <translation>SYN,ACK 重发多少次后丢弃该请求。</translation>
    </message>
    <message>
        <source>After so many retransmissions the kernel doubts the route and looks for another one.</source>
        <translation>重传这么多次后，内核怀疑路由并另寻一条。</translation>
    </message>
    <message>
        <source>After about so many retransmissions of the same text the connection ends with ETIMEDOUT.</source>
        <translation>同样的数据大约重传这么多次后，连接以 ETIMEDOUT 结束。</translation>
    </message>
    <message>
        <source>How long a connection must be idle before the first keep-alive probe; only where the process asked for it (SO_KEEPALIVE).</source>
        <translation>连接空闲多久后发送第一个保活探测；仅在进程要求时（SO_KEEPALIVE）。</translation>
    </message>
    <message>
        <source>How long after a keep-alive probe without answer the next one is sent.</source>
        <translation>保活探测无应答时，隔多久发送下一个。</translation>
    </message>
    <message>
        <source>After so many keep-alive probes without answer the connection ends with ETIMEDOUT.</source>
        <translation>这么多个保活探测无应答后，连接以 ETIMEDOUT 结束。</translation>
    </message>
    <message>
        <source>Whether connections carry timestamps (RFC 7323), which tcp_tw_reuse needs.</source>
        <translation>连接是否携带时间戳（RFC 7323），tcp_tw_reuse 需要它。</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 至 %2</translation>
    </message>
    <message>
        <source>0: no</source>
        <translation>0：否</translation>
    </message>
    <message>
        <source>1: yes</source>
        <translation>1：是</translation>
    </message>
    <message>
        <source>2: over loopback only</source>
        <translation>2：仅限环回</translation>
    </message>
    <message>
        <source>0: never</source>
        <translation>0：从不</translation>
    </message>
    <message>
        <source>1: when full</source>
        <translation>1：队列满时</translation>
    </message>
    <message>
        <source>2: always</source>
        <translation>2：总是</translation>
    </message>
    <message>
        <source>0: ignore</source>
        <translation>0：忽略</translation>
    </message>
    <message>
        <source>1: reset</source>
        <translation>1：重置</translation>
    </message>
    <message>
        <source>2: yes, without random offset</source>
        <translation>2：是，不加随机偏移</translation>
    </message>
    <message>
        <source>&lt;b&gt;%1 in CLOSE-WAIT, nearly all of %2.&lt;/b&gt; The other ends have closed; this process has not: it does not call close().</source>
        <translation>&lt;b&gt;%1 个处于 CLOSE-WAIT，几乎全部属于 %2。&lt;/b&gt;对端已经关闭，而该进程没有：它不调用 close()。</translation>
    </message>
    <message>
        <source>&lt;b&gt;%1 in CLOSE-WAIT.&lt;/b&gt; The other ends have closed; the processes have not: they do not call close().</source>
        <translation>&lt;b&gt;%1 个处于 CLOSE-WAIT。&lt;/b&gt;对端已经关闭，而各进程没有：它们不调用 close()。</translation>
    </message>
    <message>
        <source>%1 does not call accept() fast enough; new connections are dropped.</source>
        <translation>%1 调用 accept() 不够快；新连接会被丢弃。</translation>
    </message>
    <message>
        <source>Its process does not call accept() fast enough; new connections are dropped.</source>
        <translation>其进程调用 accept() 不够快；新连接会被丢弃。</translation>
    </message>
    <message>
        <source>&lt;b&gt;%1 in SYN-SENT, nearly all of %2.&lt;/b&gt; Nobody answers: a firewall drops the SYNs, or the other end is down or overloaded.</source>
        <translation>&lt;b&gt;%1 个处于 SYN-SENT，几乎全部属于 %2。&lt;/b&gt;无人应答：防火墙丢弃了 SYN，或对端停机或过载。</translation>
    </message>
    <message>
        <source>&lt;b&gt;%1 in SYN-SENT.&lt;/b&gt; Nobody answers: a firewall drops the SYNs, or the other ends are down or overloaded.</source>
        <translation>&lt;b&gt;%1 个处于 SYN-SENT。&lt;/b&gt;无人应答：防火墙丢弃了 SYN，或对端停机或过载。</translation>
    </message>
    <message>
        <source>&lt;b&gt;%1 in FIN-WAIT.&lt;/b&gt; This host has closed, and the other ends do not close, or do not answer.</source>
        <translation>&lt;b&gt;%1 个处于 FIN-WAIT。&lt;/b&gt;本机已经关闭，而对端不关闭，或不应答。</translation>
    </message>
    <message>
        <source>&lt;b&gt;%1 in TIME-WAIT.&lt;/b&gt; This host closes many connections first. That is no fault, but each keeps its port for 60 s.</source>
        <translation>&lt;b&gt;%1 个处于 TIME-WAIT。&lt;/b&gt;许多连接由本机先关闭。这不是故障，但每个都会占用其端口 60 秒。</translation>
    </message>
    <message>
        <source>forecast after 10 s</source>
        <translation>10 秒后给出预测</translation>
    </message>
    <message>
        <source>ports last for more than an hour</source>
        <translation>端口还够用一小时以上</translation>
    </message>
    <message>
        <source>ports run out in %1</source>
        <translation>端口将在 %1 后用尽</translation>
    </message>
    <message>
        <source>ports have run out: connect() fails with EADDRNOTAVAIL</source>
        <translation>端口已用尽：connect() 以 EADDRNOTAVAIL 失败</translation>
    </message>
    <message>
        <source>&lt;b&gt;The accept queue of %1 is full: %2 wait, with a limit of %3.&lt;/b&gt;</source>
        <translation>&lt;b&gt;%1 的 accept 队列已满：%2 个在等待，上限为 %3。&lt;/b&gt;</translation>
    </message>
    <message>
        <source>&lt;b&gt;The accept queue of %1 is nearly full: %2 wait, with a limit of %3.&lt;/b&gt;</source>
        <translation>&lt;b&gt;%1 的 accept 队列将满：%2 个在等待，上限为 %3。&lt;/b&gt;</translation>
    </message>
    <message>
        <source>Its process does not call accept() fast enough; nothing is dropped yet.</source>
        <translation>其进程调用 accept() 不够快；尚未丢弃任何连接。</translation>
    </message>
    <message>
        <source>%1 does not call accept() fast enough; nothing is dropped yet.</source>
        <translation>%1 调用 accept() 不够快；尚未丢弃任何连接。</translation>
    </message>
    <message>
        <source>Some processes may not be looked into, and one of them may hold it. Run tcplens-cli sockets with sudo to look into all.</source>
        <translation>有些进程不允许查看，其中之一可能持有它。用 sudo 运行 tcplens-cli sockets 可以查看所有进程。</translation>
    </message>
    <message>
        <source>The handshake is not complete: when the timer runs out, the SYN,ACK is sent again, or the request is dropped (tcp_synack_retries).</source>
        <translation>握手尚未完成：定时器到时后会重新发送 SYN,ACK，或丢弃该请求（tcp_synack_retries）。</translation>
    </message>
    <message>
        <source>What was sent is not acknowledged: when the timer runs out, it is sent again (RFC 6298), or a probe shows whether its end was lost (RFC 8985).</source>
        <translation>已发送的内容尚未得到确认：定时器到时后会重新发送（RFC 6298），或发送探测以查明其末尾是否丢失（RFC 8985）。</translation>
    </message>
    <message>
        <source>No process holds it, and no probe is sent: when the timer runs out, a mini-socket goes on waiting for the other end&apos;s FIN, or the connection is reset (tcp_fin_timeout).</source>
        <translation>没有进程持有它，也不会发送探测：定时器到时后，由一个迷你套接字继续等待对端的 FIN，或重置该连接（tcp_fin_timeout）。</translation>
    </message>
    <message>
        <source>The kernel keeps nothing of that SYN: it was dropped, or answered with a SYN cookie, which takes no memory, or given up after tcp_synack_retries SYN,ACKs without an answer.</source>
        <translation>内核没有保留该 SYN 的任何记录：它被丢弃，或以不占内存的 SYN cookie 应答，或在 tcp_synack_retries 次 SYN,ACK 无应答后被放弃。</translation>
    </message>
    <message>
        <source>The view is paused and shows the past, and the kernel knows the present only. Let it go on to compare.</source>
        <translation>视图已暂停，显示的是过去，而内核只知道现在。让视图继续才能比较。</translation>
    </message>
    <message>
        <source>No more of the capture is shown: this is the past, and the kernel knows the present only.</source>
        <translation>不再显示新的抓包内容：这里是过去，而内核只知道现在。</translation>
    </message>
    <message>
        <source>The packets come from a file or a pipe and may be another host&apos;s, with the same addresses: this host&apos;s kernel cannot be asked about them.</source>
        <translation>数据包来自文件或管道，可能属于地址相同的另一台主机：无法向本机内核询问它们。</translation>
    </message>
    <message>
        <source>&lt;b&gt;%1 in SYN-RECEIVED.&lt;/b&gt; The handshake does not end: the SYN,ACKs or their ACKs are lost, somebody floods with SYNs, or the ACKs come and are not taken, as the accept queue is full or the listener waits for the first text (TCP_DEFER_ACCEPT).</source>
        <translation>&lt;b&gt;%1 个处于 SYN-RECEIVED。&lt;/b&gt;握手没有完成：SYN,ACK 或其 ACK 丢失了，或有人在进行 SYN 泛洪，或 ACK 已到来却未被接受，因为 accept 队列已满，或监听者在等待第一批数据（TCP_DEFER_ACCEPT）。</translation>
    </message>
    <message>
        <source>Held by: %1</source>
        <translation>持有者：%1</translation>
    </message>
    <message>
        <source>No port is left to %1: connect() fails with EADDRNOTAVAIL.</source>
        <translation>到 %1 的端口已用尽：connect() 以 EADDRNOTAVAIL 失败。</translation>
    </message>
    <message>
        <source>Ports to %1 run out in %2: then connect() fails with EADDRNOTAVAIL.</source>
        <translation>到 %1 的端口将在 %2 后用尽：届时 connect() 会以 EADDRNOTAVAIL 失败。</translation>
    </message>
    <message>
        <source>%1 of %2 taken, %3 in TIME-WAIT.</source>
        <translation>共 %2 个，已占用 %1 个，其中 %3 个处于 TIME-WAIT。</translation>
    </message>
    <message>
        <source>What helps: a pool of connections that are kept (keep-alive), a wider ip_local_port_range (now %1 to %2), tcp_tw_reuse = 1 (RFC 6191; both ends need timestamps).</source>
        <translation>解决办法：保持并复用连接（keep-alive、连接池）；扩大 ip_local_port_range（现为 %1 至 %2）；设 tcp_tw_reuse = 1（RFC 6191；两端都须使用时间戳）。</translation>
    </message>
    <message>
        <source>What helps: a pool of connections that are kept (keep-alive), a wider ip_local_port_range (now %1 to %2).</source>
        <translation>解决办法：保持并复用连接（keep-alive、连接池）；扩大 ip_local_port_range（现为 %1 至 %2）。</translation>
    </message>
    <message>
        <source>Ports</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>Kernel settings</source>
        <translation>内核设置</translation>
    </message>
    <message>
        <source>%1 and %2 more</source>
        <translation>%1 等，另有 %2 个</translation>
    </message>
    <message>
        <source>Last data received %1 ago, sent %2 ago (without any: when it was established); last ACK %3 ago.</source>
        <translation>最近一次收到数据在 %1 前，发送在 %2 前（从未收发则自连接建立算起）；最近一次 ACK 在 %3 前。</translation>
    </message>
    <message>
        <source>enough at this rate</source>
        <translation>按此速率够用</translation>
    </message>
    <message>
        <source>None of them waits: whoever holds them does not close them.</source>
        <translation>其中没有处于等待的：是持有者没有关闭它们。</translation>
    </message>
    <message>
        <source>&lt;b&gt;%1 in CLOSE-WAIT, all of %2.&lt;/b&gt; The other ends have closed; this process has not: it does not call close().</source>
        <translation>&lt;b&gt;%1 个处于 CLOSE-WAIT，全部属于 %2。&lt;/b&gt;对端已经关闭，而该进程没有：它不调用 close()。</translation>
    </message>
    <message>
        <source>&lt;b&gt;%1 in SYN-SENT, all of %2.&lt;/b&gt; Nobody answers: a firewall drops the SYNs, or the other end is down or overloaded.</source>
        <translation>&lt;b&gt;%1 个处于 SYN-SENT，全部属于 %2。&lt;/b&gt;无人应答：防火墙丢弃了 SYN，或对端停机或过载。</translation>
    </message>
</context>
<context>
    <name>wording</name>
    <message>
        <source>No connection: there is no TCB, so the state is fictional. Any segment that arrives here, except a RST, is answered with a RST (RFC 9293, 3.10.7.1). The figure draws CLOSED twice, where a connection begins and where it ends (RFC 9293, 3.3.2).</source>
        <translation>没有连接：不存在 TCB，因此这个状态是虚构的。到达这里的任何报文段，除 RST 外，都以 RST 回答（RFC 9293, 3.10.7.1）。图中 CLOSED 画了两次：一次在连接开始处，一次在连接结束处（RFC 9293, 3.3.2）。</translation>
    </message>
    <message>
        <source>A server waits for a SYN from any peer. Nothing was sent yet, so a capture cannot prove this state until the SYN,ACK leaves (RFC 9293, 3.3.2, 3.10.7.2).</source>
        <translation>服务器等待来自任一对端的 SYN。此时还什么都没有发送，所以在 SYN,ACK 发出之前，抓包无法证实这个状态（RFC 9293, 3.3.2, 3.10.7.2）。</translation>
    </message>
    <message>
        <source>The application has called connect; the SYN is out and its answer is awaited. If it stays here, the SYN or its answer is lost or silently filtered on the way; a closed port would have answered with a RST at once (RFC 9293, 3.3.2, 3.10.7.3).</source>
        <translation>应用程序已调用 connect；SYN 已发出，正等待回答。若停留在此，说明 SYN 或其回答在途中丢失，或被悄悄过滤；如果只是端口关闭，会立即收到 RST（RFC 9293, 3.3.2, 3.10.7.3）。</translation>
    </message>
    <message>
        <source>A SYN has arrived and the own SYN is out; its ACK is awaited. If many ends stay here, the SYN,ACKs do not reach the peers or the peers do not answer, as in a SYN flood (RFC 9293, 3.3.2, 3.10.7.4; RFC 4987).</source>
        <translation>SYN 已到达，本端的 SYN 也已发出，正等待对它的 ACK。若有许多端点停留在此，说明 SYN,ACK 到不了对端，或对端不回答，例如遭到 SYN 洪泛攻击（RFC 9293, 3.3.2, 3.10.7.4；RFC 4987）。</translation>
    </message>
    <message>
        <source>The connection is open: data flows in both directions until one end closes. An idle connection stays here for ever, even when the peer is gone, unless keep-alives or a user timeout notice (RFC 9293, 3.3.2, 3.8.4).</source>
        <translation>连接已建立：数据可双向传送，直到一端关闭。空闲的连接会永远停留在此，即使对端早已消失，除非由保活或用户超时发现（RFC 9293, 3.3.2, 3.8.4）。</translation>
    </message>
    <message>
        <source>This end has closed first and sent its FIN, which is not acknowledged yet. It still receives. If it stays here, the peer is gone, or queued data ahead of the FIN cannot be delivered, for instance into a zero window (RFC 9293, 3.3.2, 3.6).</source>
        <translation>本端先关闭，已发出 FIN，但尚未得到确认。本端仍可接收。若停留在此，说明对端已消失，或排在 FIN 之前的数据送不出去，例如遇到零窗口（RFC 9293, 3.3.2, 3.6）。</translation>
    </message>
    <message>
        <source>This end&apos;s FIN is acknowledged; now it waits for the peer&apos;s FIN and still receives (half-closed). If it stays here, the peer&apos;s application has not closed: look for CLOSE-WAIT over there. Many systems give up after a while (RFC 9293, 3.3.2, 3.6).</source>
        <translation>本端的 FIN 已得到确认；现在等待对端的 FIN，仍可接收（半关闭）。若停留在此，说明对端的应用程序还没有关闭：请看对端是否处于 CLOSE-WAIT。许多系统过一段时间就会放弃（RFC 9293, 3.3.2, 3.6）。</translation>
    </message>
    <message>
        <source>The peer has closed; this end&apos;s application has not yet called close and may still send. If it stays here, the application has not noticed the end of the stream and leaks the socket: no timer will ever help (RFC 9293, 3.3.2, 3.6).</source>
        <translation>对端已关闭；本端的应用程序尚未调用 close，仍可发送。若停留在此，说明应用程序没有注意到数据流已结束，造成套接字泄漏：没有任何计时器会来解围（RFC 9293, 3.3.2, 3.6）。</translation>
    </message>
    <message>
        <source>Both ends closed at the same time: the FINs crossed. The peer&apos;s FIN is acknowledged, the ACK of the own FIN is still awaited (RFC 9293, 3.3.2, 3.6; Figure 13).</source>
        <translation>两端同时关闭：两个 FIN 在途中交错。对端的 FIN 已确认，本端 FIN 的 ACK 还在等待（RFC 9293, 3.3.2, 3.6；图 13）。</translation>
    </message>
    <message>
        <source>The peer closed first, then this end: the ACK of its FIN is the last thing awaited. If it stays here, that ACK or the FIN is lost; the FIN is retransmitted (RFC 9293, 3.3.2, 3.6).</source>
        <translation>对端先关闭，本端随后关闭：只差对本端 FIN 的 ACK。若停留在此，说明该 ACK 或 FIN 已丢失；FIN 会重传（RFC 9293, 3.3.2, 3.6）。</translation>
    </message>
    <message>
        <source>Both FINs are exchanged and acknowledged. An end that closed first stays for 2 MSL, to answer a retransmitted FIN and so that old segments cannot disturb a new connection with the same addresses and ports. It is normal; it costs a port, hardly any memory (RFC 9293, 3.3.2, 3.6.1; RFC 1337).</source>
        <translation>双方的 FIN 都已交换并得到确认。先关闭的一端在此停留 2 MSL：既为了回答重传的 FIN，也使旧的报文段不会干扰使用相同地址和端口的新连接。这是正常现象；它只占用一个端口，几乎不占内存（RFC 9293, 3.3.2, 3.6.1；RFC 1337）。</translation>
    </message>
    <message>
        <source>The application is ready to accept a connection: listen (RFC 9293, 3.10.1). Nothing is sent.</source>
        <translation>应用程序准备好接受连接：listen（RFC 9293, 3.10.1）。不发送任何报文段。</translation>
    </message>
    <message>
        <source>The application opens a connection: connect. A SYN with a fresh initial sequence number is sent (RFC 9293, 3.10.1).</source>
        <translation>应用程序打开连接：connect。发送带有新的初始序号的 SYN（RFC 9293, 3.10.1）。</translation>
    </message>
    <message>
        <source>The application sends on a listening connection, which turns it into an active open (RFC 9293, 3.10.2). The sockets interface does not offer this.</source>
        <translation>应用程序在监听中的连接上发送数据，于是它变为主动打开（RFC 9293, 3.10.2）。套接字接口不提供这种用法。</translation>
    </message>
    <message>
        <source>The application has nothing more to send: close or shutdown. The FIN goes out after the data queued before it (RFC 9293, 3.10.4).</source>
        <translation>应用程序不再有数据要发送：close 或 shutdown。FIN 在此前排队的数据之后发出（RFC 9293, 3.10.4）。</translation>
    </message>
    <message>
        <source>The application gives the connection up, for instance by closing it with unread data or with a linger time of 0. Queued data is dropped; a peer that still expects something gets a RST (RFC 9293, 3.10.5).</source>
        <translation>应用程序放弃连接，例如关闭时还有未读的数据，或把延迟关闭时间（linger）设为 0。排队的数据被丢弃；若对端仍有所期待，就会收到 RST（RFC 9293, 3.10.5）。</translation>
    </message>
    <message>
        <source>A SYN without ACK arrives: the peer wants to synchronize sequence numbers. In SYN-SENT it means that both ends open at once; in TIME-WAIT it begins a new connection (RFC 9293, 3.5, 3.6.1).</source>
        <translation>收到不带 ACK 的 SYN：对端要同步序号。在 SYN-SENT 中，这表示两端同时打开；在 TIME-WAIT 中，这开始一个新连接（RFC 9293, 3.5, 3.6.1）。</translation>
    </message>
    <message>
        <source>The answer to the own SYN arrives: the peer&apos;s SYN, with the acknowledgment of ours. Both numbers are known now (RFC 9293, 3.5, 3.10.7.3).</source>
        <translation>收到对本端 SYN 的回答：对端的 SYN，并确认了本端的 SYN。至此双方的序号都已知（RFC 9293, 3.5, 3.10.7.3）。</translation>
    </message>
    <message>
        <source>A segment arrives that acknowledges the own SYN: the peer has our number, the handshake is complete (RFC 9293, 3.5, 3.10.7.4).</source>
        <translation>收到确认本端 SYN 的报文段：对端已得到本端的序号，握手完成（RFC 9293, 3.5, 3.10.7.4）。</translation>
    </message>
    <message>
        <source>The peer&apos;s FIN arrives, with all data before it: the peer will send no more. It is acknowledged, and the application reads the end of the stream (RFC 9293, 3.6, 3.10.7.4).</source>
        <translation>收到对端的 FIN，且它之前的数据都已到齐：对端不再发送。本端予以确认，应用程序读到数据流的末尾（RFC 9293, 3.6, 3.10.7.4）。</translation>
    </message>
    <message>
        <source>A segment arrives that acknowledges the own FIN: the peer has everything that was sent (RFC 9293, 3.6, 3.10.7.4).</source>
        <translation>收到确认本端 FIN 的报文段：对端已收到本端发送的全部内容（RFC 9293, 3.6, 3.10.7.4）。</translation>
    </message>
    <message>
        <source>One segment brings the peer&apos;s FIN and acknowledges ours, so that CLOSING or FIN-WAIT-2 is passed at once (RFC 9293, 3.3.2, Figure 5, note 2).</source>
        <translation>同一个报文段既带来对端的 FIN，又确认了本端的 FIN，因此直接越过 CLOSING 或 FIN-WAIT-2（RFC 9293, 3.3.2，图 5，注 2）。</translation>
    </message>
    <message>
        <source>A valid reset arrives: the peer has no such connection, or gave it up. No answer is sent (RFC 9293, 3.5.3).</source>
        <translation>收到有效的 RST：对端没有这个连接，或已放弃它。不作回答（RFC 9293, 3.5.3）。</translation>
    </message>
    <message>
        <source>A segment arrives for which there is no connection. It is answered with a RST (RFC 9293, 3.10.7.1).</source>
        <translation>收到不属于任何连接的报文段，以 RST 回答（RFC 9293, 3.10.7.1）。</translation>
    </message>
    <message>
        <source>A segment arrives whose numbers lie outside the receive window, mostly an old duplicate. It is dropped, and an ACK says what is expected (RFC 9293, 3.10.7.4, first step).</source>
        <translation>收到的报文段序号落在接收窗口之外，多半是旧的重复报文段。将其丢弃，并用 ACK 说明所期望的序号（RFC 9293, 3.10.7.4，第一步）。</translation>
    </message>
    <message>
        <source>A segment arrives that acknowledges something never sent. Before the connection is synchronized it is answered with a RST, later with an ACK (RFC 9293, 3.5.2, 3.10.7.4).</source>
        <translation>收到的报文段确认了从未发送的内容。连接同步之前以 RST 回答，同步之后以 ACK 回答（RFC 9293, 3.5.2, 3.10.7.4）。</translation>
    </message>
    <message>
        <source>A SYN arrives inside a connection. It is not obeyed; a challenge ACK lets an honest peer, that has restarted, answer with a RST (RFC 9293, 3.10.7.4, fourth step; RFC 5961, 4).</source>
        <translation>在已有的连接中收到 SYN。不照它办理，而是发送质询 ACK（challenge ACK）；如果对端确实已重新启动，就会以 RST 回答（RFC 9293, 3.10.7.4，第四步；RFC 5961, 4）。</translation>
    </message>
    <message>
        <source>A RST arrives inside the window, but not at the next expected number, as a forged one would. A challenge ACK asks the peer to repeat it (RFC 9293, 3.10.7.4, second step; RFC 5961, 3).</source>
        <translation>收到的 RST 落在窗口之内，但序号不是所期望的下一个，伪造的 RST 就常常如此。发送质询 ACK（challenge ACK），请对端再发一次（RFC 9293, 3.10.7.4，第二步；RFC 5961, 3）。</translation>
    </message>
    <message>
        <source>The peer&apos;s FIN arrives once more: our ACK was lost. It is acknowledged again, and 2 MSL begin anew (RFC 9293, 3.10.7.4).</source>
        <translation>再次收到对端的 FIN：本端的 ACK 已丢失。重新确认，并重新开始 2 MSL 计时（RFC 9293, 3.10.7.4）。</translation>
    </message>
    <message>
        <source>Data or a SYN stayed unacknowledged for too long, in spite of retransmissions: the connection is given up (RFC 9293, 3.8.3, 3.10.8).</source>
        <translation>数据或 SYN 虽经重传，仍然太久没有得到确认：放弃连接（RFC 9293, 3.8.3, 3.10.8）。</translation>
    </message>
    <message>
        <source>Twice the maximum segment lifetime has passed: no segment of this connection can be on its way any more (RFC 9293, 3.6.1, 3.10.8).</source>
        <translation>已经过两倍的最长报文段寿命（MSL）：网络中不可能再有这个连接的报文段（RFC 9293, 3.6.1, 3.10.8）。</translation>
    </message>
    <message>
        <source>The simulated endpoint did this; nothing is inferred.</source>
        <translation>这是模拟的端点所做的；没有任何推断。</translation>
    </message>
    <message>
        <source>The endpoint&apos;s own segment shows it.</source>
        <translation>该端点自己发出的报文段表明了这一点。</translation>
    </message>
    <message>
        <source>It is so if the segment seen has arrived. The endpoint has not answered yet, and its next segment may take this back.</source>
        <translation>若所见的报文段已送达，便是如此。该端点尚未回答，它的下一个报文段可能推翻这一推测。</translation>
    </message>
    <message>
        <source>The endpoint&apos;s own segment shows that the assumption was wrong: the segment before had not arrived.</source>
        <translation>该端点自己发出的报文段表明推测有误：先前的报文段没有送达。</translation>
    </message>
    <message>
        <source>No segment shows it: 2 MSL have passed on the capture&apos;s clock.</source>
        <translation>没有报文段表明这一点：按抓包文件的时钟，2 MSL 已经过去。</translation>
    </message>
    <message>
        <source>These octets were sent before; their acknowledgment was late or lost (RFC 6298).</source>
        <translation>这些字节以前发送过；对它们的确认迟到或丢失了（RFC 6298）。</translation>
    </message>
    <message>
        <source>Sent again because duplicate ACKs reported a gap, before the retransmission timer ran out (RFC 5681, 3.2).</source>
        <translation>因重复 ACK 报告了缺口而重新发送，此时重传计时器尚未超时（RFC 5681, 3.2）。</translation>
    </message>
    <message>
        <source>Sent again although the receiver had already acknowledged all of it.</source>
        <translation>接收方已经全部确认，却仍然重新发送。</translation>
    </message>
    <message>
        <source>Octets before this segment are missing from the capture: lost before the capture point, or not recorded.</source>
        <translation>这个报文段之前的一些字节不在抓包文件中：在到达抓包点之前已丢失，或没有抓到。</translation>
    </message>
    <message>
        <source>It acknowledges octets that are not in the capture, so they did arrive: the recording has a gap, not the connection.</source>
        <translation>它确认了抓包文件中没有的字节，可见那些字节确已送达：有缺口的是抓包文件，不是连接。</translation>
    </message>
    <message>
        <source>The same acknowledgment once more, without text or news of the window: a segment arrived beyond a gap (RFC 5681, 2).</source>
        <translation>再次发送同样的确认，既没有数据，也没有新的窗口：有报文段越过缺口到达（RFC 5681, 2）。</translation>
    </message>
    <message>
        <source>A segment just below the next expected number asks whether the peer is still there (RFC 9293, 3.8.4).</source>
        <translation>序号恰好比期望的下一个序号小 1 的报文段，询问对端是否还在（RFC 9293, 3.8.4）。</translation>
    </message>
    <message>
        <source>The answer to a keep-alive: the peer is there and still knows the connection.</source>
        <translation>对保活的回答：对端还在，也还记得这个连接。</translation>
    </message>
    <message>
        <source>Nothing new is acknowledged; the receiver announces another window (RFC 9293, 3.8.6).</source>
        <translation>没有确认新的数据；接收方通告了不同的窗口（RFC 9293, 3.8.6）。</translation>
    </message>
    <message>
        <source>This segment fills the window that the receiver has advertised: the sender must stop and wait for an ACK.</source>
        <translation>这个报文段填满了接收方通告的窗口：发送方必须停下来等待 ACK。</translation>
    </message>
    <message>
        <source>The receiver has no room left: its application does not read, or not fast enough (RFC 9293, 3.8.6).</source>
        <translation>接收方已没有缓存空间：其应用程序没有读取数据，或读得不够快（RFC 9293, 3.8.6）。</translation>
    </message>
    <message>
        <source>A small segment asks whether the closed window has opened again (RFC 9293, 3.8.6.1).</source>
        <translation>一个很小的报文段，询问已关闭的窗口是否重新打开（RFC 9293, 3.8.6.1）。</translation>
    </message>
    <message>
        <source>The answer to a window probe, with the window as it is now.</source>
        <translation>对窗口探测的回答，带有当前的窗口。</translation>
    </message>
    <message>
        <source>A SYN between addresses and ports that an earlier connection of this recording used: a new connection begins.</source>
        <translation>这个 SYN 所用的地址和端口，在本抓包文件中已被先前的连接用过：一个新连接由此开始。</translation>
    </message>
    <message>
        <source>Only if the connection was opened passively, from LISTEN (MUST-11).</source>
        <translation>仅当连接是从 LISTEN 被动打开的（MUST-11）。</translation>
    </message>
    <message>
        <source>Only if the connection was opened actively, from SYN-SENT.</source>
        <translation>仅当连接是从 SYN-SENT 主动打开的。</translation>
    </message>
    <message>
        <source>Only if no data waits to be sent.</source>
        <translation>仅当没有待发送的数据。</translation>
    </message>
    <message>
        <source>Only if data still waits to be sent; then the FIN follows it.</source>
        <translation>仅当还有待发送的数据；FIN 随其后发出。</translation>
    </message>
    <message>
        <source>create TCB</source>
        <translation>创建 TCB</translation>
    </message>
    <message>
        <source>snd SYN</source>
        <translation>发送 SYN</translation>
    </message>
    <message>
        <source>snd SYN,ACK</source>
        <translation>发送 SYN,ACK</translation>
    </message>
    <message>
        <source>snd ACK</source>
        <translation>发送 ACK</translation>
    </message>
    <message>
        <source>snd FIN</source>
        <translation>发送 FIN</translation>
    </message>
    <message>
        <source>snd RST</source>
        <translation>发送 RST</translation>
    </message>
    <message>
        <source>queue the CLOSE</source>
        <translation>将关闭请求排队</translation>
    </message>
    <message>
        <source>flush queues</source>
        <translation>清空队列</translation>
    </message>
    <message>
        <source>start 2 MSL timer</source>
        <translation>启动 2 MSL 计时器</translation>
    </message>
    <message>
        <source>tell user: connection refused</source>
        <translation>告知用户：连接被拒绝</translation>
    </message>
    <message>
        <source>tell user: connection reset</source>
        <translation>告知用户：连接被复位</translation>
    </message>
    <message>
        <source>tell user: connection aborted, user timeout</source>
        <translation>告知用户：用户超时，连接异常终止</translation>
    </message>
    <message>
        <source>tell user: connection closing</source>
        <translation>告知用户：连接正在关闭</translation>
    </message>
    <message>
        <source>delete TCB</source>
        <translation>删除 TCB</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 分</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 分 %2 秒</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 小时</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 小时 %2 分</translation>
    </message>
    <message>
        <source>%1 ns</source>
        <translation>%1 ns</translation>
    </message>
    <message>
        <source>%1 µs</source>
        <translation>%1 µs</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>Initiator</source>
        <translation>发起方</translation>
    </message>
    <message>
        <source>Responder</source>
        <translation>响应方</translation>
    </message>
    <message>
        <source>passive OPEN</source>
        <translation>被动打开</translation>
    </message>
    <message>
        <source>active OPEN</source>
        <translation>主动打开</translation>
    </message>
    <message>
        <source>SEND</source>
        <translation>发送数据</translation>
    </message>
    <message>
        <source>CLOSE</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>ABORT</source>
        <translation>异常终止</translation>
    </message>
    <message>
        <source>rcv SYN</source>
        <translation>收到 SYN</translation>
    </message>
    <message>
        <source>rcv SYN,ACK</source>
        <translation>收到 SYN,ACK</translation>
    </message>
    <message>
        <source>rcv ACK of SYN</source>
        <translation>收到 SYN 的 ACK</translation>
    </message>
    <message>
        <source>rcv FIN</source>
        <translation>收到 FIN</translation>
    </message>
    <message>
        <source>rcv ACK of FIN</source>
        <translation>收到 FIN 的 ACK</translation>
    </message>
    <message>
        <source>rcv FIN, ACK of FIN</source>
        <translation>收到 FIN 和 FIN 的 ACK</translation>
    </message>
    <message>
        <source>rcv RST</source>
        <translation>收到 RST</translation>
    </message>
    <message>
        <source>rcv stray segment</source>
        <translation>收到无连接的报文段</translation>
    </message>
    <message>
        <source>rcv out of window</source>
        <translation>收到窗口外的报文段</translation>
    </message>
    <message>
        <source>rcv bad ACK</source>
        <translation>收到错误的 ACK</translation>
    </message>
    <message>
        <source>rcv unexpected SYN</source>
        <translation>收到意外的 SYN</translation>
    </message>
    <message>
        <source>rcv suspect RST</source>
        <translation>收到可疑的 RST</translation>
    </message>
    <message>
        <source>rcv FIN again</source>
        <translation>再次收到 FIN</translation>
    </message>
    <message>
        <source>user timeout</source>
        <translation>用户超时</translation>
    </message>
    <message>
        <source>timeout = 2 MSL</source>
        <translation>2 MSL 超时</translation>
    </message>
    <message>
        <source>simulated</source>
        <translation>模拟</translation>
    </message>
    <message>
        <source>proven</source>
        <translation>已证实</translation>
    </message>
    <message>
        <source>assumed</source>
        <translation>推测</translation>
    </message>
    <message>
        <source>taken back</source>
        <translation>已撤回</translation>
    </message>
    <message>
        <source>timed out</source>
        <translation>超时</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <extracomment>A state and how sure it is, such as &quot;TIME-WAIT (assumed)&quot;.</extracomment>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>Retransmission</source>
        <translation>重传</translation>
    </message>
    <message>
        <source>Fast retransmission</source>
        <translation>快速重传</translation>
    </message>
    <message>
        <source>Spurious retransmission</source>
        <translation>虚假重传</translation>
    </message>
    <message>
        <source>Out of order</source>
        <translation>乱序</translation>
    </message>
    <message>
        <source>Previous segment not captured</source>
        <translation>前一报文段未捕获</translation>
    </message>
    <message>
        <source>ACK of a segment not captured</source>
        <translation>被确认的报文段未捕获</translation>
    </message>
    <message>
        <source>Duplicate ACK</source>
        <translation>重复 ACK</translation>
    </message>
    <message>
        <source>Keep-alive</source>
        <translation>保活</translation>
    </message>
    <message>
        <source>Keep-alive ACK</source>
        <translation>保活 ACK</translation>
    </message>
    <message>
        <source>Window update</source>
        <translation>窗口更新</translation>
    </message>
    <message>
        <source>Window full</source>
        <translation>窗口已满</translation>
    </message>
    <message>
        <source>Zero window</source>
        <translation>零窗口</translation>
    </message>
    <message>
        <source>Zero-window probe</source>
        <translation>零窗口探测</translation>
    </message>
    <message>
        <source>Zero-window probe ACK</source>
        <translation>零窗口探测 ACK</translation>
    </message>
    <message>
        <source>Ports reused</source>
        <translation>端口重用</translation>
    </message>
    <message>
        <source>no flags</source>
        <translation>无标志位</translation>
    </message>
    <message>
        <source>, </source>
        <extracomment>Between the parts of a list, such as &quot;snd ACK, delete TCB&quot;.</extracomment>
        <translation>、</translation>
    </message>
    <message>
        <source>Address already in use</source>
        <translation>地址已被使用</translation>
    </message>
    <message>
        <source>Cannot assign requested address</source>
        <translation>无法分配请求的地址</translation>
    </message>
    <message>
        <source>Bad file descriptor</source>
        <translation>错误的文件描述符</translation>
    </message>
    <message>
        <source>Connection aborted</source>
        <translation>连接已异常终止</translation>
    </message>
    <message>
        <source>Connection refused</source>
        <translation>连接被拒绝</translation>
    </message>
    <message>
        <source>Connection reset by peer</source>
        <translation>连接被对端复位</translation>
    </message>
    <message>
        <source>No route to host</source>
        <translation>没有到主机的路由</translation>
    </message>
    <message>
        <source>Invalid argument</source>
        <translation>无效的参数</translation>
    </message>
    <message>
        <source>Already connected</source>
        <translation>已经连接</translation>
    </message>
    <message>
        <source>Too many open files</source>
        <translation>打开的文件过多</translation>
    </message>
    <message>
        <source>No buffer space available</source>
        <translation>没有可用的缓冲区空间</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>没有连接</translation>
    </message>
    <message>
        <source>Broken pipe</source>
        <translation>管道已断开</translation>
    </message>
    <message>
        <source>Connection timed out</source>
        <translation>连接超时</translation>
    </message>
    <message>
        <source>The call would have to wait</source>
        <translation>调用需要等待</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <extracomment>An errno&apos;s name and what it means, such as &quot;ECONNRESET: Connection reset by peer&quot;.</extracomment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>It fills a gap that was seen before, so soon that it may only have been overtaken on the way. If it was sent before, it is a retransmission.</source>
        <translation>它填补了先前看到的空缺，而且间隔很短，可能只是在途中被超越。如果它先前已发送过，它就是重传。</translation>
    </message>
</context>
</TS>
