// SPDX-License-Identifier: MIT
#include "core/fault/message_treatment.h"

#include "core/wire/ocpp_message.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

namespace redial {

namespace {

using namespace std::chrono_literals;

/// The array of an answer: [3, id, payload].
std::optional<QJsonArray> answerOf(const std::string& payload)
{
    const QJsonDocument document =
        QJsonDocument::fromJson(QByteArray(payload.data(), static_cast<qsizetype>(payload.size())));
    const QJsonArray array = document.array();
    const bool isAnswer = array.size() >= 3 && array[0].toInt() == int(OcppMessageType::CallResult);
    return isAnswer ? std::optional(array) : std::nullopt;
}

std::string compact(const QJsonArray& array)
{
    return QJsonDocument(array).toJson(QJsonDocument::Compact).toStdString();
}

std::string flipped(std::string payload, std::int64_t bits, Random& random)
{
    for (std::int64_t i = 0; i < bits && !payload.empty(); ++i) {
        const auto at =
            static_cast<std::size_t>(random.between(0, std::int64_t(payload.size()) - 1));
        payload[at] = static_cast<char>(payload[at] ^ (1 << random.between(0, 6)));
    }
    return payload;
}

std::string malformed(const QString& form, const QString& id)
{
    if (form == QLatin1String("json"))
        return "[3,\"" + id.toStdString() + "\",{";
    if (form == QLatin1String("arity"))
        return "[3]";
    if (form == QLatin1String("unknown_type"))
        return "[9,\"" + id.toStdString() + "\",{}]";
    return "[2,\"" + id.toStdString() + "\",\"NoSuchAction\",{}]";
}

QString jumped(const QString& time, const Fault& fault)
{
    const auto offset =
        std::chrono::duration_cast<std::chrono::milliseconds>(fault.duration("offset")).count();
    const bool isFuture = fault.text("towards") == QLatin1String("future");
    return QDateTime::fromString(time, Qt::ISODateWithMs)
        .addMSecs(isFuture ? offset : -offset)
        .toString(Qt::ISODateWithMs);
}

/// An answer with other members, or another answer.
std::optional<std::string> changedAnswer(const Fault& fault, QJsonArray answer)
{
    const std::string_view id = fault.id();
    const QString messageId = answer[1].toString();
    if (id == "O2")
        return writeCallError(messageId, fault.text("code"), fault.text("description"))
            .toStdString();
    if (id == "O5")
        return malformed(fault.text("form"), messageId);
    if (id == "O3") {
        answer[1] = fault.text("id");
        return compact(answer);
    }
    QJsonObject payload = answer[2].toObject();
    const QString time = QStringLiteral("currentTime");
    if (id == "O11" && !payload.contains(time))
        return std::nullopt;
    if (id == "O6")
        payload[QStringLiteral("status")] = QStringLiteral("Pending");
    if (id == "O7")
        payload[QStringLiteral("status")] = QStringLiteral("Rejected");
    if (id == "O11")
        payload[time] = jumped(payload[time].toString(), fault);
    else
        payload[QStringLiteral("interval")] = qint64(fault.number("interval"));
    answer[2] = payload;
    return compact(answer);
}

bool addOcpp(MessageTreatment& treatment, const Fault& fault, const WebSocketEvent& message)
{
    const auto answer = answerOf(treatment.payload.value_or(message.payload));
    if (!answer || message.kind != WebSocketEvent::Kind::Text)
        return false;
    const std::string_view id = fault.id();
    if (id == "O1") {
        const auto delay = fault.duration("delay");
        treatment.drop = treatment.drop || delay == 0ns;
        if (delay > 0ns)
            treatment.setAside = std::max(treatment.setAside.value_or(0ns), delay);
        return true;
    }
    if (id == "O4") {
        ++treatment.copies;
        treatment.copiesAfter = fault.duration("gap");
        return true;
    }
    const auto changed = changedAnswer(fault, *answer);
    if (changed)
        treatment.payload = changed;
    return changed.has_value();
}

} // namespace

bool MessageTreatment::isNothing() const
{
    return !drop && delay == 0ns && !setAside && copies == 0 && !payload;
}

bool addTreatment(MessageTreatment& treatment, const Fault& fault, const WebSocketEvent& message,
                  Random& random)
{
    const std::string_view id = fault.id();
    if (id == "N11") {
        treatment.drop = true;
    } else if (id == "N12") {
        treatment.delay += fault.duration("delay");
    } else if (id == "N13") {
        treatment.copies += fault.number("copies");
    } else if (id == "N14" || id == "W24") {
        treatment.payload = fault.text("payload").toStdString();
    } else if (id == "N15") {
        treatment.payload =
            flipped(treatment.payload.value_or(message.payload), fault.number("bits"), random);
    } else if (id == "N10") {
        treatment.setAside = fault.duration("most_delay");
        treatment.overtakers = fault.number("by");
    } else if (id == "W23") {
        treatment.setAside = fault.duration("delay");
    } else {
        return addOcpp(treatment, fault, message);
    }
    return true;
}

} // namespace redial
