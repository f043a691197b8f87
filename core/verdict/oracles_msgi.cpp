// SPDX-License-Identifier: MIT
// P61: the rules of MSGI's frames (docs/msgi.md), as one end's log shows them.
#include "core/verdict/oracle_functions.h"

#include <map>

namespace redial::oracle {

namespace {

/// One MSGI connection so far.
struct MsgiStory
{
    EventNumber ping = 0;     ///< received and not answered yet
    EventNumber lastSent = 0; ///< our DISCONNECT or ERROR
    EventNumber lastRead = 0; ///< the peer's DISCONNECT, or the frame that broke the rules
    EventNumber violation = 0;
};

class FrameWatch
{
public:
    explicit FrameWatch(const RunView& run) : run_(run) {}

    void see(EventNumber number)
    {
        const std::uint32_t epoch = run_.epoch(number);
        if (run_.kind(number) == EventKind::ConnectBegin) {
            if (run_.text(number, FieldKey::Url).substr(0, 4) == "msgi")
                stories_[epoch] = {};
            return;
        }
        const auto found = stories_.find(epoch);
        if (found == stories_.end())
            return;
        takeFrame(found->second, number);
        if (run_.kind(number) == EventKind::Closed) {
            takeEnd(found->second, number);
            stories_.erase(found);
        }
    }

    OracleExamination examination;

private:
    void takeFrame(MsgiStory& story, EventNumber number)
    {
        switch (run_.kind(number)) {
        case EventKind::MessageOut:
        case EventKind::PingSent:
        case EventKind::HeartbeatSent:
            return takeSent(story, number);
        case EventKind::PongSent:
            return takePong(story, number);
        case EventKind::MessageIn:
        case EventKind::PongReceived:
            return takeRead(story, number);
        case EventKind::PingReceived:
            takeRead(story, number);
            expectAnswered(story, number);
            story.ping = story.lastSent == 0 ? number : 0;
            return;
        case EventKind::CloseReceived:
            takeRead(story, number);
            story.lastRead = number;
            return;
        case EventKind::ProtocolError:
            story.violation = story.lastRead = number;
            return;
        case EventKind::CloseSent:
            return takeLast(story, number);
        default:
            return;
        }
    }

    void takeSent(MsgiStory& story, EventNumber number)
    {
        examination.require(story.lastSent == 0, {story.lastSent, number}, [&] {
            return sentence("Connection %1 sent a frame after its last one.", number);
        });
        expectAnswered(story, number);
    }

    /// The answer comes before any other frame of ours.
    void expectAnswered(MsgiStory& story, EventNumber number)
    {
        if (story.ping != 0)
            examination.fail({story.ping, number},
                             sentence("Connection %1 did not answer a PING.", number));
        story.ping = 0;
    }

    void takePong(MsgiStory& story, EventNumber number)
    {
        const bool isAnswer = story.ping != 0 && run_.log().integer(story.ping, FieldKey::Size) ==
                                                     run_.log().integer(number, FieldKey::Size);
        examination.require(isAnswer && story.lastSent == 0, {story.ping, number}, [&] {
            return sentence("Connection %1 sent a PONG that answers no PING.", number);
        });
        story.ping = 0;
    }

    void takeRead(MsgiStory& story, EventNumber number)
    {
        examination.require(story.lastRead == 0, {story.lastRead, number}, [&] {
            return sentence("Connection %1 took a frame after the peer's last one.", number);
        });
    }

    void takeLast(MsgiStory& story, EventNumber number)
    {
        const bool isError = run_.text(number, FieldKey::FrameType) == "ERROR";
        examination.require(story.lastSent == 0 && isError == (story.violation != 0),
                            {story.lastSent, story.violation, number}, [&] {
                                return sentence("Connection %1 ended by another frame than it had "
                                                "to, or twice.",
                                                number);
                            });
        story.lastSent = number;
        story.ping = 0;
    }

    void takeEnd(const MsgiStory& story, EventNumber number)
    {
        const ConnectionStory* connection = run_.connection(run_.epoch(number));
        // The user may end it sooner.
        if (story.violation == 0 ||
            (connection && (connection->dropped != 0 || connection->stopped != 0)))
            return;
        const bool isSaid = run_.text(number, FieldKey::Cause) == "protocol_error";
        examination.require(isSaid && story.lastSent != 0, {story.violation, number}, [&] {
            return sentence("Connection %1 broke the rules of the frames and did not end by an "
                            "ERROR frame.",
                            number);
        });
    }

    QString sentence(const char* text, EventNumber number) const
    {
        return QString::fromLatin1(text).arg(run_.epoch(number));
    }

    const RunView& run_;
    std::map<std::uint32_t, MsgiStory> stories_;
};

} // namespace

OracleAnswer p61(const RunView& run, const VerdictContext&)
{
    FrameWatch watch(run);
    for (const EventNumber number : run.client())
        watch.see(number);
    return watch.examination.answer(QStringLiteral("All %1 frames kept the rules."),
                                    QStringLiteral("No MSGI frame was seen."));
}

} // namespace redial::oracle
