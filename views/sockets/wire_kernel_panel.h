#pragma once
#include "model/kernel/comparison.h"
#include "model/kernel/socket_history.h"
#include "model/trace/record.h"
#include "views/common/theme.h"

#include <QWidget>

#include <array>
#include <cstdint>
#include <optional>

class QLabel;

/// What the wire shows of the selected connection.
struct WireConnection {
    std::uint32_t number = 0; ///< As the list of connections counts: ConnectionId.
    struct End {
        SocketAddress address;
        tcp::State state = tcp::State::Closed;
        Certainty certainty = Certainty::Assumed;
        bool isHere = false; ///< Whether this host has that address (kernel::LocalAddresses); a socket with it tells so as well.
    };
    std::array<End, 2> ends; ///< By Side.
    kernel::WireMoment moment = kernel::WireMoment::Now;
    std::uint32_t interface = 0; ///< Where the packets came by; 0: not known.
};

/// "The wire says X, the kernel says Y": both ends of the selected connection, with the reason where they differ.
class WireKernelPanel : public QWidget {
    Q_OBJECT
public:
    explicit WireKernelPanel(QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    /// `history` is what the kernel says; nothing selected: an empty `connection`. `first` is the end that stands above the other.
    void showConnection(const std::optional<WireConnection>& connection, const kernel::SocketHistory& history, Side first = Side::Initiator);
    /// A socket of which the wire shows nothing: what the kernel knows, with all that hold it.
    void showSocket(const kernel::TrackedSocket& socket);

private:
    class Badge;
    struct EndRow {
        QLabel* title = nullptr;
        QLabel* wireSays = nullptr;
        QLabel* kernelLabel = nullptr;
        Badge* wire = nullptr;
        Badge* kernelSays = nullptr;
        QLabel* verdict = nullptr;
        QLabel* details = nullptr;
    };
    static void setEndShown(const EndRow& row, bool isShown);
    void showEnd(const EndRow& row, Side side, const WireConnection& connection, const kernel::SocketHistory& history);

    Theme m_theme = Theme::light();
    QLabel* m_hint;
    QLabel* m_title; ///< Of which connection, or which socket, all below speaks.
    QWidget* m_grid;
    bool m_speaksOfSocket = false;
    std::array<EndRow, 2> m_rows;
};
