tcplens_test(tst_wording views/common/tst_wording.cpp LIBS views LABELS unit)
tcplens_test(tst_notation views/common/tst_notation.cpp LIBS views LABELS unit)
tcplens_test(tst_ladder_layout views/ladder/tst_ladder_layout.cpp LIBS views LABELS unit)
tcplens_test(tst_ladder_view views/ladder/tst_ladder_view.cpp LIBS views LABELS unit)
