tcplens_test(tst_interval_set model/base/tst_interval_set.cpp LIBS base LABELS unit)
tcplens_test(tst_connection_state model/trace/tst_connection_state.cpp LIBS trace LABELS unit property)
tcplens_test(tst_connection_filter model/trace/tst_connection_filter.cpp LIBS trace LABELS unit)
tcplens_test(tst_crowd_counts model/trace/tst_crowd_counts.cpp LIBS trace LABELS unit property)
