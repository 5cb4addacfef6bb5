#include "app/desktop/composition.h"

#include "app/desktop/appearance.h"
#include "app/desktop/export.h"
#include "app/desktop/main_window.h"
#include "app/desktop/preferences.h"
#include "model/capture/capture_file.h"

#include <QApplication>
#include <QFile>

#include <cstdio>

namespace {

constexpr int kBadInput = 1;

void printError(const Error& error)
{
    std::fprintf(stderr, "tcplens: %s %s\n", error.what.c_str(), error.remedy.c_str());
}

class TraceSink : public RecordSink {
public:
    explicit TraceSink(Trace& trace) : m_trace(trace) {}
    bool write(RecordBatch&& batch) override
    {
        m_trace.append(batch);
        return true;
    }

private:
    Trace& m_trace;
};

} // namespace

Result<std::unique_ptr<TraceSource>> makeSource(const QString& path)
{
    auto file = CaptureFile::open(QFile::encodeName(path).toStdString());
    if (!file)
        return file.error();
    return std::unique_ptr<TraceSource>(std::move(file.value()));
}

int runExport(const CommandLine& request)
{
    Trace trace;
    std::optional<Error> damage;
    if (!request.file.isEmpty()) {
        auto source = makeSource(request.file);
        if (!source) {
            printError(source.error());
            return kBadInput;
        }
        TraceSink sink(trace);
        damage = source.value()->run(sink, {});
    }
    if (damage)
        printError(*damage); // what could be read is drawn all the same
    const auto error = exportPicture(trace, request, chooseTheme(request.theme, QPalette(Qt::white)));
    if (error)
        printError(*error);
    return damage || error ? kBadInput : 0;
}

int runDesktop(const CommandLine& request)
{
    Preferences preferences = Preferences::load();
    if (!request.theme.isEmpty())
        preferences.theme = request.theme;
    MainWindow window(preferences, QApplication::palette());
    window.show();
    if (!request.file.isEmpty())
        window.open(request.file, request.connection, request.at);
    return QApplication::exec();
}
