#pragma once
#include "model/session/session.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <thread>

class SocketsView;

/// Reads this host's sockets while `view` can be seen, and tells it what the wire shows of the selected connection. On systems other than
/// Linux there is nothing to read.
class SocketControl : public QObject {
    Q_OBJECT
public:
    SocketControl(Session& session, SocketsView& view, QObject* parent);
    ~SocketControl() override;

    static constexpr bool kIsAvailable =
#ifdef __linux__
        true;
#else
        false;
#endif

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    class Watching;

    void start();
    void stop();
    void showConnection();
    void select(const SocketAddress& local, const SocketAddress& remote);

    Session& m_session;
    SocketsView& m_view;
    std::unique_ptr<Watching> m_watching; ///< Null while nobody looks.
    QTimer m_settings;                    ///< Reads the kernel's settings and addresses again.
    std::jthread m_ending;                ///< Ends the last watch.
};
