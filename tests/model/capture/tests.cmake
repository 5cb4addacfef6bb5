tcplens_test(tst_packet_reader model/capture/tst_packet_reader.cpp LIBS capture ${Z_LIBRARY} ${ZSTD_LIBRARY} SOURCES support/compress.cpp)
tcplens_test(tst_capture_file model/capture/tst_capture_file.cpp LIBS capture wire ${Z_LIBRARY} ${ZSTD_LIBRARY} SOURCES support/compress.cpp)
tcplens_test(tst_pcapng_writer model/capture/tst_pcapng_writer.cpp LIBS capture wire)
