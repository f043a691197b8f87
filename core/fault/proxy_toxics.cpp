// SPDX-License-Identifier: MIT
#include "core/fault/proxy.h"

#include <QJsonDocument>

#include <algorithm>

namespace redial {

namespace {

std::string attributesText(const Toxic& toxic)
{
    return QJsonDocument(toxic.attributes).toJson(QJsonDocument::Compact).toStdString();
}

} // namespace

std::vector<Toxic> Proxy::toxics() const
{
    std::vector<Toxic> all;
    for (const StreamDirection stream : {StreamDirection::Upstream, StreamDirection::Downstream}) {
        for (const Armed& armed : armed_) {
            if (armed.toxic.stream == stream)
                all.push_back(armed.toxic);
        }
    }
    return all;
}

Proxy::Armed* Proxy::find(const QString& name)
{
    const auto found = std::find_if(armed_.begin(), armed_.end(),
                                    [&](const Armed& armed) { return armed.toxic.name == name; });
    return found == armed_.end() ? nullptr : &*found;
}

const Toxic* Proxy::toxic(const QString& name) const
{
    const auto found = std::find_if(armed_.begin(), armed_.end(),
                                    [&](const Armed& armed) { return armed.toxic.name == name; });
    return found == armed_.end() ? nullptr : &found->toxic;
}

void Proxy::record(EventKind kind, const Armed& armed) const
{
    recorder_.record(kind, {{FieldKey::Fault, armed.toxic.type.toStdString()},
                            {FieldKey::Mode, "proxy"},
                            {FieldKey::Text, armed.toxic.name.toStdString()},
                            {FieldKey::Direction, nameOf(armed.toxic.stream).toStdString()},
                            {FieldKey::Detail, attributesText(armed.toxic)}});
}

std::optional<FaultIndex> Proxy::armFaultOf(const Toxic& toxic)
{
    if (!toxic.fault)
        return std::nullopt;
    const auto index = faults_.addFault(*toxic.fault);
    return index ? std::optional(*index) : std::nullopt;
}

void Proxy::addToxic(const Toxic& toxic)
{
    armed_.push_back({toxic, 0, armFaultOf(toxic)});
    if (armed_.back().fault)
        return;
    record(EventKind::FaultArmed, armed_.back());
    record(EventKind::FaultOn, armed_.back());
    for (ProxyConnection* connection : standing())
        connection->addToxic(toxic);
}

void Proxy::updateToxic(const Toxic& toxic)
{
    Armed* armed = find(toxic.name);
    armed->toxic = toxic;
    if (armed->fault) {
        faults_.disarmFault(*armed->fault);
        armed->fault = armFaultOf(toxic);
        return;
    }
    record(EventKind::FaultArmed, *armed);
    for (ProxyConnection* connection : standing())
        connection->updateToxic(toxic);
}

bool Proxy::removeToxic(const QString& name)
{
    const auto found = std::find_if(armed_.begin(), armed_.end(),
                                    [&](const Armed& armed) { return armed.toxic.name == name; });
    if (found == armed_.end())
        return false;
    const Toxic toxic = found->toxic;
    if (found->fault) {
        faults_.disarmFault(*found->fault);
        armed_.erase(found);
        return true;
    }
    for (ProxyConnection* connection : standing())
        connection->removeToxic(toxic);
    recordGone(*find(name));
    std::erase_if(armed_, [&](const Armed& armed) { return armed.toxic.name == name; });
    return true;
}

void Proxy::recordGone(const Armed& armed) const
{
    if (armed.fault)
        return;
    record(EventKind::FaultOff, armed);
    record(EventKind::FaultDisarmed, armed);
    if (armed.bites > 0)
        return;
    recorder_.record(EventKind::FaultUnbitten,
                     {{FieldKey::Fault, armed.toxic.type.toStdString()},
                      {FieldKey::Text, armed.toxic.name.toStdString()},
                      {FieldKey::Reason, lastNumber_ == 0 ? "no client came"
                                                          : "nothing that it would have changed "
                                                            "passed"}});
}

void Proxy::onToxicBit(ProxyConnection& connection, StreamDirection stream, const QString& toxic)
{
    Armed* armed = find(toxic);
    if (!armed)
        return;
    ++armed->bites;
    connection.recorder().record(EventKind::FaultBitten,
                                 {{FieldKey::Fault, armed->toxic.type.toStdString()},
                                  {FieldKey::Text, toxic.toStdString()},
                                  {FieldKey::Direction, nameOf(stream).toStdString()},
                                  {FieldKey::Connection, connection.number()}});
}

} // namespace redial
