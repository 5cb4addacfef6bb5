tcplens_test(tst_seq_number model/tcp/tst_seq_number.cpp LIBS tcp LABELS unit property)
tcplens_test(tst_transition_table model/tcp/tst_transition_table.cpp LIBS tcp LABELS unit)
tcplens_test(tst_classify model/tcp/tst_classify.cpp LIBS tcp LABELS unit)
tcplens_test(tst_tcb model/tcp/tst_tcb.cpp LIBS tcp LABELS unit)
