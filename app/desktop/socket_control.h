#pragma once
#include "model/session/session.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <memory>

class QDockWidget;
class SocketsView;

/// Reads this host's sockets while `view` can be seen, and tells it what the wire shows of the selected connection. On systems other than
/// Linux there is nothing to read.
class SocketControl : public QObject {
    Q_OBJECT
public:
    SocketControl(Session& session, SocketsView& view, QObject* parent);
    ~SocketControl() override;

    /// With the next sockets `dock` grows until a few rows can be seen; once only, what the user makes of it afterwards stays.
    void giveRoom(QDockWidget* dock);

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
    void grow();

    Session& m_session;
    SocketsView& m_view;
    QPointer<QDockWidget> m_growing;      ///< Waits for the first sockets: only then it is known what stands above them.
    bool m_hasGrown = false;
    std::unique_ptr<Watching> m_watching; ///< Null while nobody looks.
    QTimer m_settings;                    ///< Reads the kernel's settings and addresses again.
};
