tcplens_test(tst_connection_tracker model/observer/tst_connection_tracker.cpp LIBS observer LABELS unit property)
tcplens_test(tst_segment_labels model/observer/tst_segment_labels.cpp LIBS observer)
tcplens_test(tst_differential model/observer/tst_differential.cpp
    SOURCES model/observer/random_scenario.cpp model/observer/played_scenario.cpp model/observer/walk_judge.cpp model/observer/walk_reasons.cpp
    LIBS observer simulation LABELS property)
add_test(NAME differential_long COMMAND tst_differential)
set_tests_properties(differential_long PROPERTIES LABELS long TIMEOUT 1500
    ENVIRONMENT "TCPLENS_FIRST_SEED=1000000;TCPLENS_SEEDS=10000;QT_QPA_PLATFORM=offscreen;TZ=UTC;LC_ALL=C.UTF-8")
tcplens_test(tst_connection_observer model/observer/tst_connection_observer.cpp SOURCES model/observer/exchange.cpp LIBS observer)

# What Linux did, against what the observer says of the same packets: prints a verdict for each endpoint and the score.
find_package(Python3 COMPONENTS Interpreter REQUIRED)
add_test(NAME kernel_recordings
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/captures/kernel/score.py --run "$<TARGET_FILE:tcplens-cli> analyze --json" ${CMAKE_CURRENT_SOURCE_DIR}/captures/kernel)
set_tests_properties(kernel_recordings PROPERTIES LABELS kernel)
