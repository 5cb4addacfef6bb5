#pragma once
#include <string>

/// What `simulate` is asked to do with a packetdrill script.
struct ScriptRequest {
    std::string file;
    bool json = false;
    bool segments = false;
    std::string recording; ///< As simulate's -w; empty: none.
};

/// Runs a packetdrill script and prints each step; returns the exit status.
int simulateScript(const ScriptRequest& request);
