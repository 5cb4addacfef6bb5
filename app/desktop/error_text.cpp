#include "app/desktop/error_text.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <vector>

namespace {

/// Sentences and their parts as model/capture writes them, the more special before the more general.
constexpr const char* kPatterns[] = {
    // What is wrong with a live capture: the capture helper, its device, its filter, the recording.
    QT_TRANSLATE_NOOP("CaptureError", "The capture helper %1 cannot be started: %2."),
    QT_TRANSLATE_NOOP("CaptureError", "The capture helper cannot be started: %1."),
    QT_TRANSLATE_NOOP("CaptureError", "The capture helper failed with status %1."),
    QT_TRANSLATE_NOOP("CaptureError", "The capture helper was killed (%1)."),
    QT_TRANSLATE_NOOP("CaptureError", "The capture helper could not give up %1: %2."),
    QT_TRANSLATE_NOOP("CaptureError", "The capture helper could not enter its sandbox: %1."),
    QT_TRANSLATE_NOOP("CaptureError", "Cannot capture on %1 any further: %2."),
    QT_TRANSLATE_NOOP("CaptureError", "Cannot capture on %1: permission denied."),
    QT_TRANSLATE_NOOP("CaptureError", "Cannot capture on %1: %2."),
    QT_TRANSLATE_NOOP("CaptureError", "There is no interface %1."),
    QT_TRANSLATE_NOOP("CaptureError", "The interface %1 is down."),
    QT_TRANSLATE_NOOP("CaptureError", "The interface %1 has gone while it was being captured."),
    QT_TRANSLATE_NOOP("CaptureError", "The capture filter \"%1\" is wrong: %2."),
    QT_TRANSLATE_NOOP("CaptureError", "The capture filter is longer than %1 octets."),
    QT_TRANSLATE_NOOP("CaptureError", "The capture filter has control characters in it."),
    QT_TRANSLATE_NOOP("CaptureError", "The kernel does not take the capture filter: %1."),
    QT_TRANSLATE_NOOP("CaptureError", "There is no memory to check the capture filter."),
    QT_TRANSLATE_NOOP("CaptureError", "Cannot write the packets: whatever reads them stands still."),
    QT_TRANSLATE_NOOP("CaptureError", "Cannot write the packets: %1."),
    QT_TRANSLATE_NOOP("CaptureError", "The recording cannot be written to %1: %2."),
    QT_TRANSLATE_NOOP("CaptureError", "The recording of %1 is in use by another window of tcplens."),
    QT_TRANSLATE_NOOP("CaptureError", "The recording of %1 is no longer there."),
    QT_TRANSLATE_NOOP("CaptureError", "The recording %1 cannot be read: %2."),
    QT_TRANSLATE_NOOP("CaptureError", "The capture on %1"),
    QT_TRANSLATE_NOOP("CaptureError", "it holds a zero octet"),
    QT_TRANSLATE_NOOP("CaptureError", "can't parse filter expression: %1"),
    QT_TRANSLATE_NOOP("CaptureError", "syntax error"),
    QT_TRANSLATE_NOOP("CaptureError", "Permission denied"),
    QT_TRANSLATE_NOOP("CaptureError", "Operation not permitted"),
    QT_TRANSLATE_NOOP("CaptureError", "No such file or directory"),
    QT_TRANSLATE_NOOP("CaptureError", "No space left on device"),
    QT_TRANSLATE_NOOP("CaptureError", "Disk quota exceeded"),
    QT_TRANSLATE_NOOP("CaptureError", "File too large"),
    QT_TRANSLATE_NOOP("CaptureError", "Read-only file system"),
    // What is wrong with the kernel's sockets.
    QT_TRANSLATE_NOOP("CaptureError", "The kernel's socket table cannot be read: %1."),
    QT_TRANSLATE_NOOP("CaptureError", "no answer within 2 s"),
    QT_TRANSLATE_NOOP("CaptureError", "The system is busy or short of memory; it is asked again each second."),
    // What is wrong with the file.
    QT_TRANSLATE_NOOP("CaptureError", "%1 does not exist."),
    QT_TRANSLATE_NOOP("CaptureError", "%1 may not be read: permission denied."),
    QT_TRANSLATE_NOOP("CaptureError", "%1 cannot be opened: %2."),
    QT_TRANSLATE_NOOP("CaptureError", "%1 has a file header that cannot be read: %2."),
    QT_TRANSLATE_NOOP("CaptureError", "%1 cannot be read: out of memory."),
    QT_TRANSLATE_NOOP("CaptureError", "%1 cannot be read: %2."),
    QT_TRANSLATE_NOOP("CaptureError", "%1 cannot be read any further: %2."),
    QT_TRANSLATE_NOOP("CaptureError", "%1 is a folder, not a capture file."),
    QT_TRANSLATE_NOOP("CaptureError", "%1 is a terminal, not a capture."),
    QT_TRANSLATE_NOOP("CaptureError", "%1 is empty."),
    QT_TRANSLATE_NOOP("CaptureError", "%1 is %2, not a capture file."),
    QT_TRANSLATE_NOOP("CaptureError", "%1 is not a capture file but text."),
    QT_TRANSLATE_NOOP("CaptureError", "%1 is not a capture file: it begins with %2."),
    QT_TRANSLATE_NOOP("CaptureError", "%1 was recorded on a link of a type that tcplens does not decode: %2."),
    QT_TRANSLATE_NOOP("CaptureError", "%1 is cut off: its %2 data ends too early."),
    QT_TRANSLATE_NOOP("CaptureError", "%1 is cut off within the file header, so there is no packet in it."),
    QT_TRANSLATE_NOOP("CaptureError", "%1 is cut off in packet %2."),
    QT_TRANSLATE_NOOP("CaptureError", "%1 is cut off at packet %2."),
    QT_TRANSLATE_NOOP("CaptureError", "%1 is damaged: its %2 data cannot be decompressed (%3)."),
    QT_TRANSLATE_NOOP("CaptureError", "%1 is damaged at packet %2: %3."),
    // What is wrong with a file to be written.
    QT_TRANSLATE_NOOP("CaptureError", "Cannot write to standard output: %1."),
    QT_TRANSLATE_NOOP("CaptureError", "Cannot write %1: %2."),
    QT_TRANSLATE_NOOP("CaptureError", "Standard output is a terminal, which cannot show packets."),
    // Parts of these.
    QT_TRANSLATE_NOOP("CaptureError", "Standard input"),
    QT_TRANSLATE_NOOP("CaptureError", "standard output"),
    QT_TRANSLATE_NOOP("CaptureError", "this folder is deleted together with the recording"),
    QT_TRANSLATE_NOOP("CaptureError", "compressed with %1"),
    QT_TRANSLATE_NOOP("CaptureError", "compressed twice"),
    QT_TRANSLATE_NOOP("CaptureError", "a zip archive"),
    QT_TRANSLATE_NOOP("CaptureError", "a 7-Zip archive"),
    QT_TRANSLATE_NOOP("CaptureError", "a snoop capture"),
    QT_TRANSLATE_NOOP("CaptureError", "it claims to hold %1 octets, and %2 is the most"),
    QT_TRANSLATE_NOOP("CaptureError", "link type %1"),
    QT_TRANSLATE_NOOP("CaptureError", "a block has the impossible length %1"),
    QT_TRANSLATE_NOOP("CaptureError", "a block has the absurd length %1"),
    QT_TRANSLATE_NOOP("CaptureError", "a block's two lengths differ"),
    QT_TRANSLATE_NOOP("CaptureError", "a section has no valid byte-order magic"),
    QT_TRANSLATE_NOOP("CaptureError", "a section header is too short"),
    QT_TRANSLATE_NOOP("CaptureError", "its pcapng version %1 is unknown"),
    QT_TRANSLATE_NOOP("CaptureError", "an interface description is too short"),
    QT_TRANSLATE_NOOP("CaptureError", "an option is longer than its block"),
    QT_TRANSLATE_NOOP("CaptureError", "a timestamp resolution has the wrong length"),
    QT_TRANSLATE_NOOP("CaptureError", "a timestamp resolution is impossibly fine"),
    QT_TRANSLATE_NOOP("CaptureError", "a timestamp offset has the wrong length"),
    QT_TRANSLATE_NOOP("CaptureError", "its block is too short"),
    QT_TRANSLATE_NOOP("CaptureError", "its interface is not described"),
    QT_TRANSLATE_NOOP("CaptureError", "its interface %1 is not described"),
    QT_TRANSLATE_NOOP("CaptureError", "its length of %1 octets is more than its block holds"),
    // What to do about it.
    QT_TRANSLATE_NOOP("CaptureError", "Check that the folder exists and may be written to."),
    QT_TRANSLATE_NOOP("CaptureError", "Check the disk's free space, or whatever reads it."),
    QT_TRANSLATE_NOOP("CaptureError", "Make it writable, or choose another name."),
    QT_TRANSLATE_NOOP("CaptureError", "What was captured until then is kept. %1"),
    QT_TRANSLATE_NOOP("CaptureError", "What was captured until then is kept."),
    QT_TRANSLATE_NOOP("CaptureError", "Join its group, then log in again: %1"),
    QT_TRANSLATE_NOOP("CaptureError", "Give it a group of its own and join that, then log in again: %1"),
    QT_TRANSLATE_NOOP("CaptureError", "Ask whoever has installed tcplens."),
    QT_TRANSLATE_NOOP("CaptureError", "In a container, allow it to capture: %1"),
    QT_TRANSLATE_NOOP("CaptureError", "Install it beside this program, or open a recording instead."),
    QT_TRANSLATE_NOOP("CaptureError", "Install tcplens again, or open a recording instead."),
    QT_TRANSLATE_NOOP("CaptureError", "Give the capture helper its capabilities: %1"),
    QT_TRANSLATE_NOOP("CaptureError", "Its file system is mounted with nosuid, where capabilities do not count. Install it elsewhere, or: %1"),
    QT_TRANSLATE_NOOP("CaptureError", "It has its capabilities, but no_new_privs keeps them from it. Start tcplens without that: systemd has NoNewPrivileges=no, docker is run without --security-opt no-new-privileges."),
    QT_TRANSLATE_NOOP("CaptureError", "Choose one of those that ip link shows."),
    QT_TRANSLATE_NOOP("CaptureError", "ip link shows the interfaces that there are."),
    QT_TRANSLATE_NOOP("CaptureError", "Switch it on: %1"),
    QT_TRANSLATE_NOOP("CaptureError", "Try a smaller buffer, or another interface: ip link shows them."),
    QT_TRANSLATE_NOOP("CaptureError", "Try another interface: ip link shows them."),
    QT_TRANSLATE_NOOP("CaptureError", "Try a shorter one."),
    QT_TRANSLATE_NOOP("CaptureError", "Make it shorter."),
    QT_TRANSLATE_NOOP("CaptureError", "Write it as for tcpdump, for example: %1"),
    QT_TRANSLATE_NOOP("CaptureError", "This is how a display filter reads; a capture filter is written as for tcpdump: %1"),
    QT_TRANSLATE_NOOP("CaptureError", "Make room there (df -h \"%1\" shows how much), or limit the size of the recording."),
    QT_TRANSLATE_NOOP("CaptureError", "Make room there (df -h \"%1\" shows how much), or choose another place."),
    QT_TRANSLATE_NOOP("CaptureError", "Make room there (df -h shows how much), or limit the size of the recording."),
    QT_TRANSLATE_NOOP("CaptureError", "Look there: it is being saved or discarded."),
    QT_TRANSLATE_NOOP("CaptureError", "Another window of tcplens has saved or discarded it."),
    QT_TRANSLATE_NOOP("CaptureError", "Choose another folder."),
    QT_TRANSLATE_NOOP("CaptureError", "Name a file in it."),
    QT_TRANSLATE_NOOP("CaptureError", "Name a file, or pipe it into a program such as Wireshark."),
    QT_TRANSLATE_NOOP("CaptureError", "A container's seccomp profile or a security module forbids NETLINK_SOCK_DIAG: run tcplens on the host, or start the container with --security-opt seccomp=unconfined."),
    QT_TRANSLATE_NOOP("CaptureError", "This kernel has no socket diagnosis for TCP. Load it with: sudo modprobe tcp_diag."),
    QT_TRANSLATE_NOOP("CaptureError", "The system is short of descriptors or memory: close what is not needed, or raise the limit with ulimit -n."),
    QT_TRANSLATE_NOOP("CaptureError", "Try again when the system is less busy."),
    QT_TRANSLATE_NOOP("CaptureError", "Try: ss -tan. If that fails as well, the kernel does not tell."),
    QT_TRANSLATE_NOOP("CaptureError", "Check whether it is still there, and the disk that it lies on."),
    QT_TRANSLATE_NOOP("CaptureError", "Check the disk's free space."),
    QT_TRANSLATE_NOOP("CaptureError", "It tried what its sandbox forbids: report this, please."),
    QT_TRANSLATE_NOOP("CaptureError", "Start the capture again."),
    QT_TRANSLATE_NOOP("CaptureError", "Close other programs or files."),
    QT_TRANSLATE_NOOP("CaptureError", "Close other programs."),
    QT_TRANSLATE_NOOP("CaptureError", "This should not happen on Linux 3.17 or later; without it the helper does not capture."),
    QT_TRANSLATE_NOOP("CaptureError", "The kernel needs CONFIG_SECCOMP_FILTER; without it the helper does not capture."),
    QT_TRANSLATE_NOOP("CaptureError", "Check the name and the folder."),
    QT_TRANSLATE_NOOP("CaptureError", "Make it readable for you, for example with: %1."),
    QT_TRANSLATE_NOOP("CaptureError", "Check that it is an ordinary capture file."),
    QT_TRANSLATE_NOOP("CaptureError", "Check that it is open, or name a capture file."),
    QT_TRANSLATE_NOOP("CaptureError", "Name a capture file in it."),
    QT_TRANSLATE_NOOP("CaptureError", "Pipe a capture into it, for example from: %1."),
    QT_TRANSLATE_NOOP("CaptureError", "Check the disk or the connection that it comes from."),
    QT_TRANSLATE_NOOP("CaptureError", "Check that the capture was written, and open it again."),
    QT_TRANSLATE_NOOP("CaptureError", "Decompress it first: %1."),
    QT_TRANSLATE_NOOP("CaptureError", "Decompress it once first: %1."),
    QT_TRANSLATE_NOOP("CaptureError", "Unpack it first: %1."),
    QT_TRANSLATE_NOOP("CaptureError", "Convert it first: %1."),
    QT_TRANSLATE_NOOP("CaptureError", "Open a pcap or pcapng file, as tcpdump, dumpcap and Wireshark write them."),
    QT_TRANSLATE_NOOP("CaptureError", "Record on an Ethernet, loopback or tunnel interface, or on \"any\"."),
    QT_TRANSLATE_NOOP("CaptureError", "Copy or record it again; the packets before it are shown."),
    QT_TRANSLATE_NOOP("CaptureError", "Copy or record it again; what could be read is shown."),
    QT_TRANSLATE_NOOP("CaptureError", "Copy or record it again."),
    QT_TRANSLATE_NOOP("CaptureError", "Close other programs, and open it again."),
};

QRegularExpression expressionOf(const char* pattern)
{
    QString text = QRegularExpression::escape(QString::fromLatin1(pattern));
    text.replace(QRegularExpression(QStringLiteral("\\\\%[1-9]")), QStringLiteral("(.+)"));
    return QRegularExpression(QRegularExpression::anchoredPattern(text), QRegularExpression::DotMatchesEverythingOption);
}

const std::vector<QRegularExpression>& expressions()
{
    static const std::vector<QRegularExpression> kAll = [] {
        std::vector<QRegularExpression> all;
        for (const char* pattern : kPatterns)
            all.push_back(expressionOf(pattern));
        return all;
    }();
    return kAll;
}

QString filledIn(QString text, const QStringList& values)
{
    // From the end, and only the marks of the translation: a file may be called "%1".
    for (qsizetype at = text.lastIndexOf(QLatin1Char('%')); at >= 0; at = at > 0 ? text.lastIndexOf(QLatin1Char('%'), at - 1) : -1) {
        const int number = at + 1 < text.size() ? text[at + 1].digitValue() : -1;
        if (number >= 1 && number <= values.size())
            text.replace(at, 2, values[number - 1]);
    }
    return text;
}

QString translatedText(const QString& english)
{
    for (std::size_t i = 0; i < std::size(kPatterns); ++i) {
        const QRegularExpressionMatch match = expressions()[i].match(english);
        if (!match.hasMatch())
            continue;
        QStringList values;
        for (const QString& part : match.capturedTexts().mid(1))
            values << translatedText(part);
        return filledIn(QCoreApplication::translate("CaptureError", kPatterns[i]), values);
    }
    return english;
}

std::string translatedText(const std::string& english)
{
    return translatedText(QString::fromStdString(english)).toStdString();
}

} // namespace

Error translated(const Error& error)
{
    return {translatedText(error.what), translatedText(error.remedy)};
}
