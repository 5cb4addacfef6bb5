#include "views/common/wording.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace wording {

namespace {

struct NamedAction {
    tcp::Action action;
    const char* name;
    bool inFigure; ///< Whether RFC 9293's Figure 5 writes it under its lines.
};

constexpr std::array<NamedAction, 14> kActions = {{
    {tcp::Action::CreateTcb, QT_TRANSLATE_NOOP("wording", "create TCB"), true},
    {tcp::Action::SendSyn, QT_TRANSLATE_NOOP("wording", "snd SYN"), true},
    {tcp::Action::SendSynAck, QT_TRANSLATE_NOOP("wording", "snd SYN,ACK"), true},
    {tcp::Action::SendAck, QT_TRANSLATE_NOOP("wording", "snd ACK"), true},
    {tcp::Action::SendFin, QT_TRANSLATE_NOOP("wording", "snd FIN"), true},
    {tcp::Action::SendRst, QT_TRANSLATE_NOOP("wording", "snd RST"), true},
    {tcp::Action::HoldClose, QT_TRANSLATE_NOOP("wording", "queue the CLOSE"), false},
    {tcp::Action::FlushQueues, QT_TRANSLATE_NOOP("wording", "flush queues"), false},
    {tcp::Action::StartTimeWait, QT_TRANSLATE_NOOP("wording", "start 2 MSL timer"), false},
    {tcp::Action::TellRefused, QT_TRANSLATE_NOOP("wording", "tell user: connection refused"), false},
    {tcp::Action::TellReset, QT_TRANSLATE_NOOP("wording", "tell user: connection reset"), false},
    {tcp::Action::TellTimedOut, QT_TRANSLATE_NOOP("wording", "tell user: connection aborted, user timeout"), false},
    {tcp::Action::TellClosing, QT_TRANSLATE_NOOP("wording", "tell user: connection closing"), false},
    {tcp::Action::DeleteTcb, QT_TRANSLATE_NOOP("wording", "delete TCB"), true},
}};

QString joinActions(tcp::Action actions, bool figureOnly)
{
    QStringList names;
    for (const NamedAction& named : kActions) {
        if (tcp::has(actions, named.action) && (named.inFigure || !figureOnly))
            names << QCoreApplication::translate("wording", named.name);
    }
    return names.isEmpty() ? u"x"_s : list(names);
}

QString fromModel(std::string_view text)
{
    return QString::fromLatin1(text.data(), qsizetype(text.size()));
}

/// Three significant digits without trailing zeros; `value` is at least 1 and below 1000.
QString threeDigits(double value)
{
    const int decimals = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
    QLocale locale;
    locale.setNumberOptions(locale.numberOptions() | QLocale::OmitGroupSeparator);
    QString text = locale.toString(value, 'f', decimals);
    if (decimals == 0)
        return text;
    while (text.endsWith(locale.zeroDigit()))
        text.chop(1);
    if (text.endsWith(locale.decimalPoint()))
        text.chop(locale.decimalPoint().size());
    return text;
}

/// Two minutes and more: whole seconds, or from two hours on whole minutes.
QString longDuration(std::int64_t seconds)
{
    const std::int64_t minutes = seconds / 60;
    if (seconds < 7200) {
        return seconds % 60 == 0 ? QCoreApplication::translate("wording", "%1 min").arg(minutes)
                                 : QCoreApplication::translate("wording", "%1 min %2 s").arg(minutes).arg(seconds % 60);
    }
    return minutes % 60 == 0 ? QCoreApplication::translate("wording", "%1 h").arg(minutes / 60)
                             : QCoreApplication::translate("wording", "%1 h %2 min").arg(minutes / 60).arg(minutes % 60);
}

QString shortDuration(double nanoseconds)
{
    // The limits are those at which three digits would round up into the next unit.
    if (nanoseconds < 999.5)
        return QCoreApplication::translate("wording", "%1 ns").arg(threeDigits(nanoseconds));
    if (nanoseconds < 999.5e3)
        return QCoreApplication::translate("wording", "%1 µs").arg(threeDigits(nanoseconds / 1e3));
    if (nanoseconds < 999.5e6)
        return QCoreApplication::translate("wording", "%1 ms").arg(threeDigits(nanoseconds / 1e6));
    return QCoreApplication::translate("wording", "%1 s").arg(threeDigits(nanoseconds / 1e9));
}

} // namespace

QString list(const QStringList& parts)
{
    //: Between the parts of a list, such as "snd ACK, delete TCB".
    return parts.join(QCoreApplication::translate("wording", ", "));
}

QString stateName(tcp::State state)
{
    return fromModel(tcp::toString(state));
}

QString sideName(Side side)
{
    return side == Side::Initiator ? QCoreApplication::translate("wording", "Initiator")
                                   : QCoreApplication::translate("wording", "Responder");
}

QString eventName(tcp::Event event)
{
    switch (event) {
    case tcp::Event::PassiveOpen:
        return QCoreApplication::translate("wording", "passive OPEN");
    case tcp::Event::ActiveOpen:
        return QCoreApplication::translate("wording", "active OPEN");
    case tcp::Event::Send:
        return QCoreApplication::translate("wording", "SEND");
    case tcp::Event::Close:
        return QCoreApplication::translate("wording", "CLOSE");
    case tcp::Event::Abort:
        return QCoreApplication::translate("wording", "ABORT");
    case tcp::Event::RcvSyn:
        return QCoreApplication::translate("wording", "rcv SYN");
    case tcp::Event::RcvSynAck:
        return QCoreApplication::translate("wording", "rcv SYN,ACK");
    case tcp::Event::RcvAckOfSyn:
        return QCoreApplication::translate("wording", "rcv ACK of SYN");
    case tcp::Event::RcvFin:
        return QCoreApplication::translate("wording", "rcv FIN");
    case tcp::Event::RcvAckOfFin:
        return QCoreApplication::translate("wording", "rcv ACK of FIN");
    case tcp::Event::RcvFinAckOfFin:
        return QCoreApplication::translate("wording", "rcv FIN, ACK of FIN");
    case tcp::Event::RcvRst:
        return QCoreApplication::translate("wording", "rcv RST");
    case tcp::Event::RcvStray:
        return QCoreApplication::translate("wording", "rcv stray segment");
    case tcp::Event::RcvOutOfWindow:
        return QCoreApplication::translate("wording", "rcv out of window");
    case tcp::Event::RcvBadAck:
        return QCoreApplication::translate("wording", "rcv bad ACK");
    case tcp::Event::RcvUnexpectedSyn:
        return QCoreApplication::translate("wording", "rcv unexpected SYN");
    case tcp::Event::RcvSuspectRst:
        return QCoreApplication::translate("wording", "rcv suspect RST");
    case tcp::Event::RcvFinAgain:
        return QCoreApplication::translate("wording", "rcv FIN again");
    case tcp::Event::UserTimeout:
        return QCoreApplication::translate("wording", "user timeout");
    case tcp::Event::TimeWaitTimeout:
        return QCoreApplication::translate("wording", "timeout = 2 MSL");
    }
    return {};
}

QString actionNames(tcp::Action actions)
{
    return joinActions(actions, false);
}

QString figureActionNames(tcp::Action actions)
{
    return joinActions(actions, true);
}

QString certaintyName(Certainty certainty)
{
    switch (certainty) {
    case Certainty::Simulated:
        return QCoreApplication::translate("wording", "simulated");
    case Certainty::Proven:
        return QCoreApplication::translate("wording", "proven");
    case Certainty::Assumed:
        return QCoreApplication::translate("wording", "assumed");
    case Certainty::Retracted:
        return QCoreApplication::translate("wording", "taken back");
    case Certainty::TimedOut:
        return QCoreApplication::translate("wording", "timed out");
    }
    return {};
}

QString stateText(tcp::State state, Certainty certainty)
{
    if (certainty == Certainty::Proven || certainty == Certainty::Simulated)
        return stateName(state);
    //: A state and how sure it is, such as "TIME-WAIT (assumed)".
    return QCoreApplication::translate("wording", "%1 (%2)").arg(stateName(state), certaintyName(certainty));
}

QString labelName(Label label)
{
    switch (label) {
    case Label::Retransmission:
        return QCoreApplication::translate("wording", "Retransmission");
    case Label::FastRetransmission:
        return QCoreApplication::translate("wording", "Fast retransmission");
    case Label::SpuriousRetransmission:
        return QCoreApplication::translate("wording", "Spurious retransmission");
    case Label::OutOfOrder:
        return QCoreApplication::translate("wording", "Out of order");
    case Label::LostSegment:
        return QCoreApplication::translate("wording", "Previous segment not captured");
    case Label::AckLostSegment:
        return QCoreApplication::translate("wording", "ACK of a segment not captured");
    case Label::DuplicateAck:
        return QCoreApplication::translate("wording", "Duplicate ACK");
    case Label::KeepAlive:
        return QCoreApplication::translate("wording", "Keep-alive");
    case Label::KeepAliveAck:
        return QCoreApplication::translate("wording", "Keep-alive ACK");
    case Label::WindowUpdate:
        return QCoreApplication::translate("wording", "Window update");
    case Label::WindowFull:
        return QCoreApplication::translate("wording", "Window full");
    case Label::ZeroWindow:
        return QCoreApplication::translate("wording", "Zero window");
    case Label::ZeroWindowProbe:
        return QCoreApplication::translate("wording", "Zero-window probe");
    case Label::ZeroWindowProbeAck:
        return QCoreApplication::translate("wording", "Zero-window probe ACK");
    case Label::ReusedPorts:
        return QCoreApplication::translate("wording", "Ports reused");
    }
    return {};
}

QString errnoText(const QString& name)
{
    struct Named {
        const char* name;
        const char* text;
    };
    // As perror(3) would say it, which is what students find in their own programs' output.
    static constexpr std::array<Named, 15> kErrors = {{
        {"EADDRINUSE", QT_TRANSLATE_NOOP("wording", "Address already in use")},
        {"EADDRNOTAVAIL", QT_TRANSLATE_NOOP("wording", "Cannot assign requested address")},
        {"EBADF", QT_TRANSLATE_NOOP("wording", "Bad file descriptor")},
        {"ECONNABORTED", QT_TRANSLATE_NOOP("wording", "Connection aborted")},
        {"ECONNREFUSED", QT_TRANSLATE_NOOP("wording", "Connection refused")},
        {"ECONNRESET", QT_TRANSLATE_NOOP("wording", "Connection reset by peer")},
        {"EHOSTUNREACH", QT_TRANSLATE_NOOP("wording", "No route to host")},
        {"EINVAL", QT_TRANSLATE_NOOP("wording", "Invalid argument")},
        {"EISCONN", QT_TRANSLATE_NOOP("wording", "Already connected")},
        {"EMFILE", QT_TRANSLATE_NOOP("wording", "Too many open files")},
        {"ENOBUFS", QT_TRANSLATE_NOOP("wording", "No buffer space available")},
        {"ENOTCONN", QT_TRANSLATE_NOOP("wording", "Not connected")},
        {"EPIPE", QT_TRANSLATE_NOOP("wording", "Broken pipe")},
        {"ETIMEDOUT", QT_TRANSLATE_NOOP("wording", "Connection timed out")},
        {"EWOULDBLOCK", QT_TRANSLATE_NOOP("wording", "The call would have to wait")},
    }};
    const auto known = std::find_if(kErrors.begin(), kErrors.end(), [&name](const Named& each) { return name == QLatin1StringView(each.name); });
    if (known == kErrors.end())
        return name;
    //: An errno's name and what it means, such as "ECONNRESET: Connection reset by peer".
    return QCoreApplication::translate("wording", "%1: %2").arg(name, QCoreApplication::translate("wording", known->text));
}

QString flagNames(tcp::Flags flags)
{
    static constexpr std::array<const char16_t*, 9> kNames = {u"FIN", u"SYN", u"RST", u"PSH", u"ACK",
                                                              u"URG", u"ECE", u"CWR", u"AE"};
    QStringList names;
    for (std::size_t bit = 0; bit < kNames.size(); ++bit) {
        if ((flags.bits() >> bit & 1u) != 0)
            names << QString::fromUtf16(kNames[bit]);
    }
    return names.isEmpty() ? QCoreApplication::translate("wording", "no flags") : names.join(u", "_s);
}

QString duration(Duration duration)
{
    if (duration == Duration::zero())
        return QCoreApplication::translate("wording", "%1 s").arg(QLocale().toString(0));
    const bool negative = duration < Duration::zero();
    const double nanoseconds = std::abs(double(duration.count()));
    const QString text = nanoseconds < 119.5e9 ? shortDuration(nanoseconds) : longDuration(std::llround(nanoseconds / 1e9));
    return negative ? QLocale().negativeSign() + text : text;
}

QString number(std::uint64_t value)
{
    return QLocale().toString(qulonglong(value));
}

QString timestamp(Timestamp time)
{
    using namespace std::chrono;
    const auto second = floor<seconds>(time);
    const auto micros = duration_cast<microseconds>(time - second).count();
    const QDateTime date = QDateTime::fromSecsSinceEpoch(second.time_since_epoch().count(), Qt::UTC);
    return date.toString(u"yyyy-MM-dd HH:mm:ss"_s) + u'.' + QString::number(micros).rightJustified(6, u'0') + u" UTC"_s;
}

} // namespace wording
