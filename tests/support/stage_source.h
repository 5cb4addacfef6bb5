#pragma once
#include "tests/support/trace_builder.h"

#include "model/trace/stage.h"

#include <memory>
#include <string>
#include <utility>

/// A batch with a stage, as a simulation hands them over.
class StageSource : public BatchSource {
public:
    StageSource(RecordBatch batch, std::shared_ptr<const Stage> stage) : BatchSource(std::move(batch), "test"), m_stage(std::move(stage)) {}
    std::shared_ptr<const Stage> stage() const override { return m_stage; }

private:
    std::shared_ptr<const Stage> m_stage;
};

/// Hosts of that many letters: A is 10.0.0.1, B is 10.0.0.2 …
inline std::vector<StageHost> stageHosts(std::uint8_t count)
{
    std::vector<StageHost> hosts;
    for (std::uint8_t i = 0; i < count; ++i)
        hosts.push_back({std::string(1, char('A' + i)), TraceBuilder::address(std::uint8_t(i + 1), 0).ip});
    return hosts;
}

inline StageSocket stageSocket(const SocketAddress& local, const SocketAddress& remote, tcp::State state, std::string owners = "main")
{
    StageSocket socket;
    socket.local = local;
    socket.remote = remote;
    socket.state = state;
    socket.processes = owners.empty() ? 0 : 1;
    socket.owners = std::move(owners);
    return socket;
}
