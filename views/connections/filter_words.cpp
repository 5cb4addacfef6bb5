#include "views/connections/filter_words.h"

#include "model/trace/display_filter.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace {

/// The context that the strings are filed under: lupdate finds none for functions outside of classes.
struct Text {
    Q_DECLARE_TR_FUNCTIONS(FilterWords)
};

} // namespace

QString filterProblemText(const FilterProblem& problem)
{
    const QString text = QString::fromStdString(problem.text);
    switch (problem.kind) {
    case FilterProblem::Kind::Word:
        return Text::tr("\"%1\" is no part of any address, state or label. Write for example %2.")
            .arg(text, u"port:443, addr:10.0.0.1, state:CLOSE-WAIT, label:retransmission, #12, tcp.port == 443"_s);
    case FilterProblem::Kind::Field:
        return Text::tr("There is no field \"%1\" to choose connections by. These are understood: %2 and the like.")
            .arg(text, QString::fromStdString(displayFieldNames()));
    case FilterProblem::Kind::Condition:
        return Text::tr("\"%1\" is not understood. Write it like this: %2.").arg(text, QString::fromStdString(problem.example));
    case FilterProblem::Kind::Joint:
        break;
    }
    return Text::tr("\"%1\" is not understood here. All conditions must match: join them with spaces, && or and; there is no either-or and no not.")
        .arg(text);
}
