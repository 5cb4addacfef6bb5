#pragma once
#include "model/base/result.h"
#include "model/session/session.h"
#include "model/simulation/experiment.h"
#include "model/simulation/staging.h"
#include "views/hosts/host_call.h"

#include <QObject>
#include <QStringList>
#include <QThreadPool>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

class HostsView;
class PathView;

/// Lets the user steer the simulation that the session shows: an edit is added to the experiment at the moment on show, and the future
/// is played anew on another thread. The past stays.
class SimulationControl : public QObject {
    Q_OBJECT
public:
    SimulationControl(Session& session, HostsView& hosts, PathView& path, QObject* parent = nullptr);
    ~SimulationControl() override;

    /// The scenario that the session is about to play; nothing for a recording.
    void take(std::optional<simulation::Scenario> scenario);
    bool isActive() const { return m_experiment != nullptr; }
    bool isEdited() const { return !m_words.isEmpty(); }
    /// Whether an edit is being played.
    bool isBusy() const { return m_running > 0; }

    /// Returns once all edits have been played and shown.
    void waitUntilPlayed();
    void undo();
    void redo();
    /// The scenario with all edits, as text, once all edits have been played.
    std::string text() const;
    /// The scenario with all edits.
    simulation::Scenario scenario() const;

signals:
    void failed(const Error& error);
    void saveRequested();
    /// What can be undone or redone has changed.
    void historyChanged(bool canUndo, bool canRedo);

private:
    using Edit = std::function<std::optional<Error>(simulation::Experiment&, Timestamp& shown)>;
    struct Played {
        std::optional<Error> error;
        simulation::Outcome outcome;
        Timestamp shown{};       ///< What is shown then.
        std::size_t edits = 0;
        bool canUndo = false;
        bool canRedo = false;
        simulation::Scenario scenario;
    };

    void edit(simulation::Action action, const QString& words, bool showsNewest = false);
    void run(Edit edit, std::function<void(const Played&)> done);
    void show(Played played, bool goesOn, bool showsNewest);
    void takeCall(const HostCall& call);
    const Flight* flight(std::uint32_t number, std::uint32_t copy) const;
    QString hostName(StageHostIndex host) const;
    QString moment(Timestamp time) const;
    void stopAll();
    void selectConnectionFrom(Timestamp time);
    void showSettings();
    void askForStatus();
    void connectViews();

    Session& m_session;
    HostsView& m_hosts;
    PathView& m_path;
    std::shared_ptr<simulation::Experiment> m_experiment; ///< Touched by m_player's thread alone while isBusy().
    simulation::Scenario m_scenario;                      ///< As it was played last.
    QStringList m_words;                                  ///< The edits, in the order in which they were made.
    QStringList m_undoneWords;
    int m_running = 0;
    QThreadPool m_player;
    std::stop_source m_stop;

    std::shared_ptr<simulation::StageFollower> m_follower; ///< What it points to is touched by m_watcher's thread alone.
    std::stop_source m_followerStop;
    QThreadPool m_watcher;
    QTimer m_statusTimer;
    bool m_isAsking = false;
};
