tcplens_test(tst_main_window desktop/tst_main_window.cpp SOURCES support/packet_builder.cpp LIBS desktop LABELS desktop)
tcplens_test(tst_simulation_window desktop/tst_simulation_window.cpp LIBS desktop LABELS desktop)
tcplens_test(tst_socket_control desktop/tst_socket_control.cpp LIBS desktop LABELS desktop kernel)

tcplens_test(tst_recovery desktop/tst_recovery.cpp SOURCES desktop/live_feed.cpp support/packet_builder.cpp LIBS desktop LABELS desktop)

# In a window of an X server of its own: a dialog that nobody answers must not hold up the others for long.
tcplens_test(tst_real_window desktop/tst_real_window.cpp SOURCES support/real_display.cpp LIBS desktop LABELS desktop)
set(PATIENCE 120)
if(TCPLENS_SANITIZE)
    set(PATIENCE 600)
endif()
set_tests_properties(tst_real_window PROPERTIES TIMEOUT ${PATIENCE})

# Live captures from named pipes; from interfaces too where the helper is built.
set(HELPER "")
if(TCPLENS_CAPTURE)
    set(HELPER "$<TARGET_FILE:tcplens-capture>")
endif()
foreach(TEST tst_live_window tst_live_failures)
    tcplens_test(${TEST} desktop/${TEST}.cpp
        SOURCES desktop/live_window_fixture.cpp desktop/live_feed.cpp support/packet_builder.cpp support/network_namespace.cpp LIBS desktop LABELS desktop)
    set_tests_properties(${TEST} PROPERTIES TIMEOUT ${PATIENCE})
    add_dependencies(${TEST} tcplens)
endforeach()
# A million packets; the length of the event loop's turns is measured, so nothing else should run.
tcplens_test(tst_live_flood desktop/tst_live_flood.cpp SOURCES desktop/live_feed.cpp support/packet_builder.cpp support/network_namespace.cpp LIBS desktop LABELS desktop long)
set_tests_properties(tst_live_flood PROPERTIES TIMEOUT 300 RUN_SERIAL ON)
foreach(TEST tst_live_window tst_live_failures tst_live_flood)
    target_compile_definitions(${TEST} PRIVATE TCPLENS="$<TARGET_FILE:tcplens>" TCPLENS_CAPTURE="${HELPER}")
    if(TCPLENS_CAPTURE)
        add_dependencies(${TEST} tcplens-capture)
    endif()
endforeach()

# No test: draws what app/screenshots cannot draw with the program itself.
add_executable(manual_pictures desktop/manual_pictures.cpp desktop/live_feed.cpp support/packet_builder.cpp)
target_link_libraries(manual_pictures PRIVATE desktop)
