tcplens_test(tst_cli app/tst_cli.cpp LIBS tcp LABELS integration)
target_compile_definitions(tst_cli PRIVATE TCPLENS_CLI="$<TARGET_FILE:tcplens-cli>")
add_dependencies(tst_cli tcplens-cli)
set_tests_properties(tst_cli PROPERTIES TIMEOUT 300)

tcplens_test(tst_cli_simulate app/tst_cli_simulate.cpp LABELS integration)
target_compile_definitions(tst_cli_simulate PRIVATE TCPLENS_CLI="$<TARGET_FILE:tcplens-cli>")
add_dependencies(tst_cli_simulate tcplens-cli)
if(TCPLENS_DESKTOP)
    target_compile_definitions(tst_cli_simulate PRIVATE TCPLENS="$<TARGET_FILE:tcplens>")
    add_dependencies(tst_cli_simulate tcplens)
endif()

add_test(NAME cli_links_no_qt COMMAND ${CMAKE_COMMAND} -D PROGRAM=$<TARGET_FILE:tcplens-cli> -P ${CMAKE_CURRENT_SOURCE_DIR}/architecture/check_no_qt.cmake)
set_tests_properties(cli_links_no_qt PROPERTIES LABELS architecture)

if(TCPLENS_DESKTOP)
    tcplens_test(tst_translations app/tst_translations.cpp LIBS desktop LABELS desktop)
    target_compile_definitions(tst_translations PRIVATE TCPLENS="$<TARGET_FILE:tcplens>")
    add_dependencies(tst_translations tcplens)
    add_test(NAME translations_complete COMMAND ${CMAKE_COMMAND} -D LUPDATE=$<TARGET_FILE:Qt6::lupdate> -D ROOT=${CMAKE_SOURCE_DIR} -D WORK=${CMAKE_CURRENT_BINARY_DIR}
             -P ${CMAKE_CURRENT_SOURCE_DIR}/architecture/check_translations.cmake)
    set_tests_properties(translations_complete PROPERTIES LABELS architecture)
endif()
