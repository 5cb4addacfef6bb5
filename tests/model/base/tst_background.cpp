#include "model/base/background.h"

#include <QTest>

#include <atomic>
#include <memory>
#include <semaphore>

class TestBackground : public QObject {
    Q_OBJECT
private slots:
    void whoeverAsksDoesNotWait();
};

/// The first work goes on until the second one has been done: neither the caller nor the second waits for it.
void TestBackground::whoeverAsksDoesNotWait()
{
    struct Shared {
        std::binary_semaphore mayEnd{0};
        std::atomic<bool> isFirstDone = false;
    };
    const auto shared = std::make_shared<Shared>();
    inBackground([shared] {
        shared->mayEnd.acquire();
        shared->isFirstDone = true;
    });
    QVERIFY(!shared->isFirstDone);
    inBackground([shared] { shared->mayEnd.release(); });
    QTRY_VERIFY(shared->isFirstDone);
}

QTEST_GUILESS_MAIN(TestBackground)
#include "tst_background.moc"
