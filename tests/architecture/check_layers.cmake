# Fails if a file includes a header of a layer that its own layer must not know, or Qt below the session.
#   cmake -D ROOT=<source dir> -P check_layers.cmake
# Each line: a folder, then the folders it may include besides itself.
set(ALLOWED
    "model/base:"
    "model/tcp:model/base"
    "model/wire:model/base,model/tcp"
    "model/trace:model/base,model/tcp,model/wire"
    "model/observer:model/base,model/tcp,model/wire,model/trace"
    "model/capture:model/base,model/tcp,model/wire,model/trace,model/observer"
    # The observer for SegmentLabels, so that a simulation's segments have the labels that a capture of them would have, and for the
    # packets of a packetdrill script, which are such a capture.
    "model/simulation:model/base,model/tcp,model/trace,model/wire,model/observer"
    "model/kernel:model/base,model/tcp"
    "model/session:model/base,model/tcp,model/trace"
    "views:model/base,model/tcp,model/trace,model/kernel,model/session"
    "app:model,views")
set(failures 0)
foreach(entry IN LISTS ALLOWED)
    string(REGEX MATCH "^([^:]*):(.*)$" _ "${entry}")
    set(folder "${CMAKE_MATCH_1}")
    string(REPLACE "," ";" friends "${CMAKE_MATCH_2}")
    file(GLOB_RECURSE sources "${ROOT}/${folder}/*.h" "${ROOT}/${folder}/*.cpp")
    foreach(source IN LISTS sources)
        file(STRINGS "${source}" includes REGEX "^#include \"(model|views|app)/")
        foreach(line IN LISTS includes)
            string(REGEX MATCH "\"([^\"]+)/[^/\"]+\"" _ "${line}")
            set(target "${CMAKE_MATCH_1}")
            set(ok FALSE)
            foreach(friend IN ITEMS ${folder} LISTS friends)
                string(FIND "${target}/" "${friend}/" at)
                if(at EQUAL 0)
                    set(ok TRUE)
                endif()
            endforeach()
            if(NOT ok)
                message("${source}: ${folder} must not include ${target}")
                math(EXPR failures "${failures} + 1")
            endif()
        endforeach()
        if(folder MATCHES "^model/" AND NOT folder STREQUAL "model/session")
            file(STRINGS "${source}" qt REGEX "^#include <Q")
            if(qt)
                message("${source}: ${folder} must not include Qt")
                math(EXPR failures "${failures} + 1")
            endif()
        endif()
    endforeach()
endforeach()
# Every folder of the model has its line above, so that a new one cannot slip past.
file(GLOB layers LIST_DIRECTORIES true RELATIVE "${ROOT}" "${ROOT}/model/*")
foreach(layer IN LISTS layers)
    if(IS_DIRECTORY "${ROOT}/${layer}" AND NOT "${ALLOWED}" MATCHES "${layer}:")
        message("${layer} has no line in check_layers.cmake")
        math(EXPR failures "${failures} + 1")
    endif()
endforeach()
if(failures GREATER 0)
    message(FATAL_ERROR "${failures} forbidden includes")
endif()
