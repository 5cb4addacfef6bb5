tcplens_test(tst_main_window desktop/tst_main_window.cpp SOURCES support/packet_builder.cpp LIBS desktop LABELS desktop)
