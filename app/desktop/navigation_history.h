#pragma once
#include "model/session/session.h"

#include <QObject>

#include <vector>

/// Where the user was before a jump: back and forward as in a browser. Steps and playing are no jumps.
class NavigationHistory : public QObject {
    Q_OBJECT
public:
    explicit NavigationHistory(Session& session, QObject* parent = nullptr);

    bool canGoBack() const { return m_at > 0; }
    bool canGoForward() const { return m_at + 1 < m_places.size(); }

    /// While the playhead runs along with a live capture its moves are no jumps either.
    void setFollowing(bool following) { m_isFollowing = following; }

public slots:
    void goBack();
    void goForward();

signals:
    void changed();

private:
    struct Place {
        ConnectionId connection = 0;
        RecordNumber position = 0;
        friend bool operator==(const Place&, const Place&) = default;
    };
    static constexpr std::size_t kMost = 100;

    void note();
    void forget();
    void dropGone();
    void goTo(std::size_t at);

    Session& m_session;
    std::vector<Place> m_places; ///< The last one that was noted is where the playhead is, or was before it stepped on.
    std::size_t m_at = 0;
    bool m_moving = false;
    bool m_isFollowing = false;
};
