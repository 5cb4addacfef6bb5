tcplens_test(tst_main_window desktop/tst_main_window.cpp SOURCES support/packet_builder.cpp LIBS desktop LABELS desktop)
tcplens_test(tst_simulation_window desktop/tst_simulation_window.cpp LIBS desktop LABELS desktop)

# In a window of an X server of its own: a dialog that nobody answers must not hold up the others for long.
tcplens_test(tst_real_window desktop/tst_real_window.cpp SOURCES support/real_display.cpp LIBS desktop LABELS desktop)
set(PATIENCE 120)
if(TCPLENS_SANITIZE)
    set(PATIENCE 600)
endif()
set_tests_properties(tst_real_window PROPERTIES TIMEOUT ${PATIENCE})
