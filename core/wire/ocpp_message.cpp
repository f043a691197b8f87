// SPDX-License-Identifier: MIT
#include "core/wire/ocpp_message.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <cmath>
#include <optional>

namespace redial {

namespace {

/// How a version names and answers what is wrong with a message.
struct ErrorNames
{
    QString noMessage;    ///< not JSON, no array, no id, not built as its type wants
    QString wrongPayload; ///< all but the payload is right
    QString unknownType;  ///< a message type number that the version does not have
    QString idWhenUnreadable;
};

const ErrorNames& errorNames(OcppVersion version)
{
    static const ErrorNames v16{QStringLiteral("FormationViolation"),
                                QStringLiteral("FormationViolation"),
                                QStringLiteral("ProtocolError"), QString()};
    static const ErrorNames v2{QStringLiteral("RpcFrameworkError"),
                               QStringLiteral("FormatViolation"),
                               QStringLiteral("MessageTypeNotSupported"), QStringLiteral("-1")};
    return version == OcppVersion::V16 ? v16 : v2;
}

class Parser
{
public:
    explicit Parser(OcppVersion version) : version_(version), names_(errorNames(version)) {}

    Expected<OcppMessage, OcppMessageError> parse(const QString& text, OcppLimits limits)
    {
        const QByteArray bytes = text.toUtf8();
        if (bytes.size() > limits.bytes)
            return unreadable(
                QStringLiteral("the message is longer than %1 bytes").arg(limits.bytes));
        QJsonParseError error;
        const QJsonDocument document = QJsonDocument::fromJson(bytes, &error);
        if (error.error != QJsonParseError::NoError)
            return unreadable(QStringLiteral("not JSON at byte %1: %2")
                                  .arg(error.offset)
                                  .arg(error.errorString()));
        if (!document.isArray())
            return unreadable(QStringLiteral("the message is not a JSON array"));
        return parseArray(document.array());
    }

private:
    Expected<OcppMessage, OcppMessageError> parseArray(const QJsonArray& array)
    {
        readType(array.at(0));
        if (array.size() < 2 || !array.at(1).isString())
            return unreadable(
                QStringLiteral("the message has no id: its second element is not text"));
        id_ = array.at(1).toString();
        if (id_.isEmpty() || id_.size() > longestMessageId)
            return unreadable(
                QStringLiteral("the message id has %1 characters; 1 to 36 are allowed")
                    .arg(id_.size()));
        if (!array.at(0).isDouble())
            return unreadable(QStringLiteral("the message type is not a number"));
        if (!type_)
            return unreadable(QStringLiteral("the message type %1 does not exist in this version")
                                  .arg(array.at(0).toDouble()),
                              names_.unknownType);
        message_.type = *type_;
        message_.id = id_;
        switch (*type_) {
        case OcppMessageType::Call:
        case OcppMessageType::Send:
            return parseCall(array);
        case OcppMessageType::CallResult:
            return parseResult(array);
        case OcppMessageType::CallError:
        case OcppMessageType::CallResultError:
            break;
        }
        return parseError(array);
    }

    void readType(const QJsonValue& value)
    {
        const double number = value.toDouble(-1);
        const int last = version_ == OcppVersion::V21 ? 6 : 4;
        if (number >= 2 && number <= last && number == std::floor(number))
            type_ = static_cast<OcppMessageType>(static_cast<int>(number));
    }

    Expected<OcppMessage, OcppMessageError> parseCall(const QJsonArray& array)
    {
        if (array.size() != 4)
            return wrong(QStringLiteral("a CALL has 4 elements, this one %1").arg(array.size()));
        if (!array.at(2).isString() || array.at(2).toString().isEmpty())
            return wrong(QStringLiteral("the action of a CALL is not text"));
        if (!array.at(3).isObject())
            return wrong(QStringLiteral("the payload of a CALL is not a JSON object"),
                         names_.wrongPayload);
        message_.action = array.at(2).toString();
        message_.payload = array.at(3).toObject();
        return message_;
    }

    Expected<OcppMessage, OcppMessageError> parseResult(const QJsonArray& array)
    {
        if (array.size() != 3 || !array.at(2).isObject())
            return wrong(QStringLiteral("a CALLRESULT has an id and a JSON object"));
        message_.payload = array.at(2).toObject();
        return message_;
    }

    Expected<OcppMessage, OcppMessageError> parseError(const QJsonArray& array)
    {
        if (array.size() != 5 || !array.at(2).isString() || !array.at(3).isString() ||
            !array.at(4).isObject())
            return wrong(
                QStringLiteral("a CALLERROR has an id, a code, a description and a JSON object"));
        message_.errorCode = array.at(2).toString();
        message_.errorDescription = array.at(3).toString();
        message_.payload = array.at(4).toObject();
        return message_;
    }

    /// A message that 1.6 ignores.
    Unexpected<OcppMessageError> unreadable(const QString& sentence) const
    {
        return unreadable(sentence, names_.noMessage);
    }
    Unexpected<OcppMessageError> unreadable(const QString& sentence, const QString& code) const
    {
        const bool ignored = version_ == OcppVersion::V16 || isAnswer() || isSend();
        const bool idKnown = !id_.isEmpty() && id_.size() <= longestMessageId;
        return {{code, sentence, idKnown ? id_ : names_.idWhenUnreadable,
                 ignored ? std::nullopt : std::optional(OcppMessageType::CallError), isAnswer()}};
    }
    /// Type and id were read.
    Unexpected<OcppMessageError> wrong(const QString& sentence) const
    {
        return wrong(sentence, names_.noMessage);
    }
    Unexpected<OcppMessageError> wrong(const QString& sentence, const QString& code) const
    {
        std::optional<OcppMessageType> reply;
        if (type_ == OcppMessageType::Call)
            reply = OcppMessageType::CallError;
        else if (type_ == OcppMessageType::CallResult && version_ == OcppVersion::V21)
            reply = OcppMessageType::CallResultError;
        return {{code, sentence, id_, reply, isAnswer()}};
    }
    bool isAnswer() const
    {
        return type_ == OcppMessageType::CallResult || type_ == OcppMessageType::CallError ||
               type_ == OcppMessageType::CallResultError;
    }
    bool isSend() const { return type_ == OcppMessageType::Send; }

    OcppVersion version_;
    const ErrorNames& names_;
    std::optional<OcppMessageType> type_;
    QString id_;
    OcppMessage message_;
};

QString compact(const QJsonArray& array)
{
    return QString::fromUtf8(QJsonDocument(array).toJson(QJsonDocument::Compact));
}

QJsonArray errorArray(OcppMessageType type, const QString& id, const QString& code,
                      const QString& description, const QJsonObject& details)
{
    constexpr qsizetype longestDescription = 255;
    return {int(type), id, code, description.left(longestDescription), details};
}

} // namespace

Expected<OcppMessage, OcppMessageError> parseOcppMessage(const QString& text, OcppVersion version,
                                                         OcppLimits limits)
{
    return Parser(version).parse(text, limits);
}

QString writeCall(const QString& id, const QString& action, const QJsonObject& payload)
{
    return compact({int(OcppMessageType::Call), id, action, payload});
}

QString writeCallResult(const QString& id, const QJsonObject& payload)
{
    return compact({int(OcppMessageType::CallResult), id, payload});
}

QString writeCallError(const QString& id, const QString& code, const QString& description,
                       const QJsonObject& details)
{
    return compact(errorArray(OcppMessageType::CallError, id, code, description, details));
}

QString writeCallResultError(const QString& id, const QString& code, const QString& description,
                             const QJsonObject& details)
{
    return compact(errorArray(OcppMessageType::CallResultError, id, code, description, details));
}

QString writeReply(const OcppMessageError& error)
{
    return compact(errorArray(*error.reply, error.messageId, error.errorCode, error.sentence, {}));
}

QString writeSend(const QString& id, const QString& action, const QJsonObject& payload)
{
    return compact({int(OcppMessageType::Send), id, action, payload});
}

} // namespace redial
