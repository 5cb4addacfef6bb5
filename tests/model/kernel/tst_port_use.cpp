#include "model/kernel/port_use.h"
#include "tests/model/kernel/socket_samples.h"

#include <QTest>

using kernel::ForecastKind;
using kernel::PortWatch;
using kernel::Socket;
using kernel::Sysctl;
using kernel::Sysctls;
using tcp::State;
using namespace std::chrono_literals;

namespace {

Sysctls settings(std::uint64_t first, std::uint64_t last, std::uint64_t reuse)
{
    return Sysctls({{Sysctl::TwReuse, {}, {reuse}}, {Sysctl::LocalPortRange, {}, {first, last}}});
}

/// A client that opens `perSecond` connections a second to one service; each is closed by it at once and waits in TIME-WAIT, or by the
/// other end, or never.
enum class Ending { TimeWait, AtOnce, Never };
void run(PortWatch& watch, const Sysctls& sysctls, int perSecond, int seconds, Ending ending)
{
    for (int now = 0; now <= seconds; ++now) {
        std::vector<Socket> sockets;
        for (int opened = 0; opened <= now; ++opened) {
            const int age = now - opened;
            if ((ending == Ending::TimeWait && age >= 60) || (ending == Ending::AtOnce && age >= 1))
                continue;
            for (int i = 0; i < perSecond; ++i) {
                // A port comes again once it is free.
                const auto port = std::uint16_t(40000 + (opened % 100) * perSecond + i);
                sockets.push_back(samples::socket(ending == Ending::TimeWait ? State::TimeWait : State::Established, port));
                sockets.back().timer.left = ending == Ending::TimeWait ? std::chrono::seconds(60 - age) : 0s;
            }
        }
        watch.update(Timestamp(std::chrono::seconds(now)), sockets, sysctls);
    }
}

} // namespace

class TestPortUse : public QObject {
    Q_OBJECT
private slots:
    void portsAreCountedPerTarget();
    void portsOfServicesDoNotCount();
    void forecasts_data();
    void forecasts();
    void reusableTimeWaitDoesNotBlock();
};

void TestPortUse::portsAreCountedPerTarget()
{
    PortWatch watch;
    std::vector<Socket> sockets;
    for (std::uint16_t port = 40000; port < 40010; ++port) {
        sockets.push_back(samples::socket(State::Established, port, 80));
        if (port < 40004)
            sockets.push_back(samples::socket(State::TimeWait, port, 443)); // the same port towards another service
    }
    sockets.push_back(samples::socket(State::Established, 39999, 80)); // out of the range
    watch.update(Timestamp(0s), sockets, settings(40000, 40099, 0));
    QCOMPARE(watch.uses().size(), 2u);
    QCOMPARE(watch.uses()[0].target.remote.port, std::uint16_t(80));
    QCOMPARE(watch.uses()[0].inUse, 10u);
    QCOMPARE(watch.uses()[0].available, 100u);
    QCOMPARE(watch.uses()[1].timeWait, 4u);
    QCOMPARE(watch.portsInUse(), 10u);
    QCOMPARE(watch.uses()[0].forecast, ForecastKind::TooEarly);
}

void TestPortUse::portsOfServicesDoNotCount()
{
    PortWatch watch;
    const std::vector<Socket> sockets = {samples::socket(State::Listen, 40050), samples::socket(State::Established, 40050, 51000)};
    watch.update(Timestamp(0s), sockets, settings(40000, 40099, 0));
    QVERIFY(watch.uses().empty());
    QCOMPARE(watch.portsInUse(), 0u);
}

void TestPortUse::forecasts_data()
{
    QTest::addColumn<int>("available");
    QTest::addColumn<int>("perSecond");
    QTest::addColumn<int>("seconds");
    QTest::addColumn<int>("ending");
    QTest::addColumn<int>("forecast");
    QTest::addColumn<int>("left");
    const auto expect = [](const char* name, int available, int perSecond, int seconds, Ending ending, ForecastKind forecast, int left) {
        QTest::newRow(name) << available << perSecond << seconds << int(ending) << int(forecast) << left;
    };
    expect("nine seconds are too few", 500, 10, 9, Ending::TimeWait, ForecastKind::TooEarly, 0);
    expect("TIME-WAIT fills up to sixty seconds' worth, and that is enough here", 700, 10, 20, Ending::TimeWait, ForecastKind::NotGrowing, 0);
    expect("sixty seconds' worth is more than there is", 500, 10, 20, Ending::TimeWait, ForecastKind::RunsOut, 29);
    expect("a full TIME-WAIT that is steady does not run out", 700, 10, 90, Ending::TimeWait, ForecastKind::NotGrowing, 0);
    expect("connections that the other end closes take no ports", 500, 10, 20, Ending::AtOnce, ForecastKind::NotGrowing, 0);
    expect("a leak runs out in a straight line", 2000, 5, 60, Ending::Never, ForecastKind::RunsOut, 339);
    expect("a slow leak has hours", 28232, 1, 60, Ending::Never, ForecastKind::NotSoon, 3600);
    expect("none is left", 100, 10, 20, Ending::Never, ForecastKind::RanOut, 0);
}

void TestPortUse::forecasts()
{
    QFETCH(int, available);
    QFETCH(int, perSecond);
    QFETCH(int, seconds);
    QFETCH(int, ending);
    PortWatch watch;
    run(watch, settings(40000, std::uint64_t(40000 + available - 1) > 65535 ? 65535 : std::uint64_t(40000 + available - 1), 0), perSecond, seconds,
        Ending(ending));
    QCOMPARE(watch.uses().size(), 1u);
    QTEST(int(watch.uses()[0].forecast), "forecast");
    QTEST(int(watch.uses()[0].left.count()), "left");
}

void TestPortUse::reusableTimeWaitDoesNotBlock()
{
    PortWatch watch;
    run(watch, settings(40000, 40499, 1), 10, 40, Ending::TimeWait);
    const kernel::PortUse use = watch.uses()[0];
    QCOMPARE(use.timeWait, use.inUse);
    QCOMPARE(use.blocked(), 20u); // those of the last second and of this one
    QCOMPARE(use.forecast, ForecastKind::NotGrowing);
}

QTEST_APPLESS_MAIN(TestPortUse)
#include "tst_port_use.moc"
