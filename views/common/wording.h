#pragma once
#include "model/session/playhead.h"
#include "model/tcp/transition_table.h"
#include "model/trace/record.h"

#include <QString>
#include <QStringList>

/// Every word for states, events, actions, labels and certainties, in the user's language. State names stay the RFC's.
namespace wording {

/// The parts with the language's list separator between them: "snd ACK, delete TCB".
QString list(const QStringList& parts);
QString stateName(tcp::State state);
/// "the initiator (10.0.0.1:4000)" is put together by callers; this is the bare word: "Initiator".
QString sideName(Side side);
/// What the figure writes above the line: "passive OPEN", "rcv SYN", "rcv ACK of FIN", "timeout = 2 MSL".
QString eventName(tcp::Event event);
/// All that the endpoint does, in order: "create TCB, snd SYN"; "x" for no action, as in the RFC's figure.
QString actionNames(tcp::Action actions);
/// What the figure writes below the line: TCBs made and deleted and segments sent, not queues, timers and notices; else "x".
QString figureActionNames(tcp::Action actions);
QString certaintyName(Certainty certainty);
/// "TIME-WAIT (assumed)": the state, and how sure it is where it is not plainly so.
QString stateText(tcp::State state, Certainty certainty);
/// "Fast retransmission" …
QString labelName(Label label);
/// What an application is told, by the errno's name: "ECONNRESET: Connection reset by peer"; a name alone where there is no more to say.
QString errnoText(const QString& name);
/// "SYN, ACK", from the field's lowest bit up, as analysers list them; "no flags" for none.
QString flagNames(tcp::Flags flags);

/// Two or three sentences: what it means to be in that state, what to do if it stays there, and where the RFC says so.
QString stateExplanation(tcp::State state);
/// One or two sentences: what the event is.
QString eventExplanation(tcp::Event event);
/// What that certainty says, as a sentence.
QString certaintyExplanation(Certainty certainty);
/// What a label says, as a sentence.
QString labelExplanation(Label label);
/// When a row with that guard applies, as a sentence; empty for Guard::Always.
QString guardExplanation(tcp::Guard guard);

/// 1.5 s, 20.3 ms, 180 µs (three significant digits); from two minutes on 2 min 5 s, 3 h 7 min; with a sign where negative.
QString duration(Duration duration);
/// Number with the language's digit grouping.
QString number(std::uint64_t value);
/// Date and time of day (UTC) with microseconds: "2026-03-01 12:30:05.000123 UTC".
QString timestamp(Timestamp time);

} // namespace wording
