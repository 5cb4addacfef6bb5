tcplens_test(tst_packet_reader model/capture/tst_packet_reader.cpp LIBS capture ${Z_LIBRARY} ${ZSTD_LIBRARY} SOURCES support/compress.cpp)
tcplens_test(tst_capture_file model/capture/tst_capture_file.cpp LIBS capture wire ${Z_LIBRARY} ${ZSTD_LIBRARY} SOURCES support/compress.cpp)
tcplens_test(tst_pcapng_writer model/capture/tst_pcapng_writer.cpp LIBS capture wire)
tcplens_test(tst_live_recording model/capture/tst_live_recording.cpp LIBS capture)
tcplens_test(tst_capture_parts model/capture/tst_capture_parts.cpp LIBS capture LABELS unit property)
if(TCPLENS_CAPTURE)
    # As root in namespaces of its own; each test says why it was skipped where that cannot be.
    tcplens_test(tst_live_capture model/capture/tst_live_capture.cpp SOURCES model/capture/live_fixture.cpp support/network_namespace.cpp
        LIBS capture LABELS integration)
    target_compile_definitions(tst_live_capture PRIVATE TCPLENS_CAPTURE="$<TARGET_FILE:tcplens-capture>")
    add_dependencies(tst_live_capture tcplens-capture)
    set_tests_properties(tst_live_capture PROPERTIES TIMEOUT 120)
endif()
