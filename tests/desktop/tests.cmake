tcplens_test(tst_main_window desktop/tst_main_window.cpp SOURCES support/packet_builder.cpp LIBS desktop LABELS desktop)
tcplens_test(tst_simulation_window desktop/tst_simulation_window.cpp LIBS desktop LABELS desktop)
