// Every sentence that the model can say of an error, taken from its sources, in Chinese: a new wording must not leave English in the window.
#include "app/desktop/appearance.h"
#include "app/desktop/error_text.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

constexpr QChar kValue = u'7'; ///< Stands for whatever the program puts there.

/// A C++ expression while it is read: the texts that it may come to.
struct Expression {
    bool isValue = true;    ///< Arguments of a call, or a block: what surrounds it does not see its texts.
    bool isChoice = false;  ///< ?: has come
    QStringList texts{QString()};
    QStringList finished;
};

/// The texts that the string literals of a source come to, with kValue for all that is not one.
class SourceTexts {
public:
    explicit SourceTexts(const QString& source)
    {
        static const QRegularExpression kToken(
            uR"X(//[^\n]*|/\*.*?\*/|^#[^\n]*|(?<string>"(?:[^"\\]|\\.)*")|'(?<character>(?:[^'\\]|\\.)+)'|(?<word>[A-Za-z_]\w*|\d[\w']*)|(?<sign>::|->|<<|&&|\|\||[=!<>]=|\S))X"_s,
            QRegularExpression::DotMatchesEverythingOption | QRegularExpression::MultilineOption);
        m_open.emplace_back();
        for (auto each = kToken.globalMatch(source); each.hasNext();)
            take(each.next());
        flush();
    }
    QStringList all() const { return m_all; }

private:
    void take(const QRegularExpressionMatch& token)
    {
        const QString word = token.captured(u"word"_s);
        const QString sign = token.captured(u"sign"_s);
        const bool wasCall = m_isName;
        m_isName = false;
        if (token.hasCaptured(u"string"_s)) {
            append({unescaped(token.captured(u"string"_s).sliced(1).chopped(1))});
        } else if (token.hasCaptured(u"character"_s)) {
            append({unescaped(token.captured(u"character"_s))});
        } else if (word == u"return" || word == u"case" || word == u"else") {
            flush();
        } else if (!word.isEmpty()) {
            m_isName = word != u"string"; // std::string("…") is its text
            if (m_isName && word != u"std")
                append({kValue});
        } else if (sign == u"(" || sign == u"{" || sign == u"[") {
            m_open.emplace_back();
            m_open.back().isValue = sign != u"(" || wasCall;
        } else if (sign == u")" || sign == u"}" || sign == u"]") {
            close(sign == u"}");
            m_isName = sign != u"}";
        } else if (sign == u"?") {
            flush();
            m_open.back().finished.clear(); // the condition
        } else if (QStringList{u","_s, u";"_s, u":"_s, u"="_s, u"<<"_s, u"&&"_s, u"||"_s}.contains(sign)) {
            flush();
        }
    }
    void append(const QStringList& choices)
    {
        QStringList longer;
        for (const QString& text : m_open.back().texts) {
            for (const QString& choice : choices)
                longer << (text.endsWith(kValue) && choice == kValue ? text : text + choice);
        }
        m_open.back().texts = longer;
    }
    void flush()
    {
        Expression& current = m_open.back();
        current.finished << current.texts;
        m_all << current.texts;
        current.texts = QStringList{QString()};
    }
    void close(bool isBlock)
    {
        flush();
        if (m_open.size() == 1)
            return;
        const Expression closed = m_open.back();
        m_open.pop_back();
        if (isBlock)
            flush();
        else if (closed.isValue)
            append({kValue});
        else {
            for (const QString& part : closed.finished)
                m_all.removeOne(part); // it is seen as a part of the whole
            append(closed.finished);
        }
    }
    static QString unescaped(QString text) { return text.replace(u"\\\""_s, u"\""_s).replace(u"\\n"_s, u"\n"_s).replace(u"\\'"_s, u"'"_s).replace(u"\\\\"_s, u"\\"_s); }

    std::vector<Expression> m_open;
    bool m_isName = false;
    QStringList m_all;
};

/// Whether a user may read it as a sentence, or a part of one: three words at least or two and a full stop, and no path or name of a setting.
bool isSentence(const QString& text)
{
    static const QRegularExpression kWord(u"(?<![\\w./])[A-Za-z]{2,}(?![\\w/]|\\.\\w)"_s);
    int words = 0;
    for (auto each = kWord.globalMatch(text); each.hasNext(); each.next())
        ++words;
    return words >= 3 || (words == 2 && text.endsWith(u'.'));
}

QString inChinese(const QString& english)
{
    return QString::fromStdString(translated({english.toStdString(), {}}).what);
}

/// English that is left in a translation, without the commands that are the same in any language.
QStringList englishIn(QString text)
{
    static const QRegularExpression kCommand(u"(sudo|docker|ip link|tcpdump|editcap|ss|df|ulimit|tcp port|--[-\\w]+)([ =][-+=\\w\"$/.,:]+)*|[\"“][^\"”]*[\"”]"_s);
    static const QRegularExpression kWord(u"(?<![\\w-])[A-Za-z][a-z]+(?![\\w-])"_s);
    static const QStringList kNames{u"tcplens"_s, u"pcap"_s, u"pcapng"_s, u"tcpdump"_s, u"dumpcap"_s, u"Wireshark"_s, u"Linux"_s, u"gzip"_s, u"zstd"_s, u"xz"_s, u"zip"_s, u"Zip"_s, u"unzip"_s, u"snoop"_s, u"seccomp"_s};
    text.remove(kCommand);
    QStringList words;
    for (auto each = kWord.globalMatch(text); each.hasNext();) {
        const QString word = each.next().captured();
        if (!kNames.contains(word))
            words << word;
    }
    return words;
}

} // namespace

class TestErrorSentences : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { installTranslations(*qApp, u"zh_CN"_s); }
    void readsTheTextsOfASource_data();
    void readsTheTextsOfASource();
    void isChinese_data();
    void isChinese();
};

void TestErrorSentences::readsTheTextsOfASource_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<QStringList>("texts");
    QTest::newRow("a literal") << uR"(return "One two three.";)"_s << QStringList{u"One two three."_s};
    QTest::newRow("values between") << uR"(f("The recording " + path + " cannot be read: " + std::strerror(reason) + '.');)"_s << QStringList{u"The recording 7 cannot be read: 7."_s};
    QTest::newRow("a choice within") << uR"(return {(a == "-" ? "Cannot write to b: " : "Cannot write " + a + ": ") + c(d) + ".", e};)"_s
                                     << QStringList{u"Cannot write to b: 7."_s, u"Cannot write 7: 7."_s};
    QTest::newRow("two halves") << uR"(const char* k = "One two " "three.";)"_s << QStringList{u"7One two three."_s}.replaceInStrings(u"7"_s, QString());
    QTest::newRow("a comment") << u"// \"One two three.\"\n"_s << QStringList();
}

void TestErrorSentences::readsTheTextsOfASource()
{
    QFETCH(QString, source);
    QStringList found;
    for (const QString& text : SourceTexts(source).all()) {
        if (isSentence(text))
            found << text;
    }
    QTEST(found, "texts");
}

void TestErrorSentences::isChinese_data()
{
    QTest::addColumn<QString>("sentence");
    static const QRegularExpression kPlace(u"(?<= cut off| damaged) 7"_s); // pcapng_reader's place()
    QSet<QString> known;
    for (const QString& folder : {u"capture"_s, u"kernel"_s}) {
        const QDir sources(QStringLiteral(TEST_DATA_DIR "/../model/") + folder);
        for (const QString& name : sources.entryList({u"*.cpp"_s}, QDir::Files)) {
            QFile file(sources.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            for (const QString& text : SourceTexts(QString::fromUtf8(file.readAll())).all()) {
                if (!isSentence(text) || known.contains(text))
                    continue;
                known << text;
                QTest::newRow(qPrintable(name + u": "_s + text)) << QString(text).replace(kPlace, u" at packet 7"_s);
            }
        }
    }
    QVERIFY2(known.size() > 80, qPrintable(QString::number(known.size()))); // else it has not read what it should
}

void TestErrorSentences::isChinese()
{
    QFETCH(QString, sentence);
    static const QRegularExpression kHan(u"\\p{Han}"_s);
    // Parts are translated as parts: some without the full stop that their sentence brings.
    QString chinese = inChinese(sentence);
    if (!kHan.match(chinese).hasMatch() && sentence.endsWith(u'.'))
        chinese = inChinese(sentence.chopped(1));
    if (!kHan.match(chinese).hasMatch())
        chinese = inChinese(sentence + u'.');
    QVERIFY2(kHan.match(chinese).hasMatch(), qPrintable(chinese));
    QCOMPARE(englishIn(chinese), QStringList());
}

QTEST_MAIN(TestErrorSentences)
#include "tst_error_sentences.moc"
