tcplens_test(tst_segment_labels model/observer/tst_segment_labels.cpp LIBS observer)
