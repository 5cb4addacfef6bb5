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
    /// `history` is what the kernel says; nothing selected: an empty `connection`.
    void showConnection(const std::optional<WireConnection>& connection, const kernel::SocketHistory& history);

private:
    class Badge;
    struct EndRow {
        QLabel* title = nullptr;
        Badge* wire = nullptr;
        Badge* kernelSays = nullptr;
        QLabel* verdict = nullptr;
        QLabel* details = nullptr;
    };
    void showEnd(Side side, const WireConnection& connection, const kernel::SocketHistory& history);

    Theme m_theme = Theme::light();
    QLabel* m_hint;
    QWidget* m_grid;
    std::array<EndRow, 2> m_rows;
};
