// SPDX-License-Identifier: MIT
#pragma once

#include "ui/panels/knob_form.h"

namespace redial {

/// Settings as a KnobForm shows them. Never holds settings that are wrong: while a field is wrong,
/// settings() stay what they were and errors() say why. Belongs to the form's owner, which calls
/// read() when the form was edited.
template <class Settings>
class KnobFields
{
public:
    KnobFields(const std::vector<Knob<Settings>>& knobs, QWidget* parent)
        : knobs_(knobs), form_(new KnobForm(describe(knobs), parent))
    {
        set({});
    }

    KnobForm& form() { return *form_; }
    const Settings& settings() const { return settings_; }
    /// Name of the knob -> sentence.
    const std::map<QString, QString>& errors() const { return errors_; }

    void set(const Settings& settings)
    {
        for (const Knob<Settings>& knob : knobs_)
            form_->setText(knob.name, knob.write(settings));
        read();
    }

    /// Takes what the fields say and shows what is wrong with it.
    void read()
    {
        Settings settings;
        errors_.clear();
        for (const Knob<Settings>& knob : knobs_) {
            if (const auto done = knob.read(settings, form_->text(knob.name)); !done)
                errors_[knob.name] = done.error();
        }
        if (errors_.empty()) {
            for (const KnobError& error : settings.validate())
                errors_.emplace(error.knob, error.sentence);
        }
        if (errors_.empty())
            settings_ = settings;
        form_->showErrors(errors_);
        for (const Knob<Settings>& knob : knobs_)
            form_->setEffective(knob.name, knob.appliesTo(settings));
    }

private:
    static std::vector<const KnobDescription*> describe(const std::vector<Knob<Settings>>& knobs)
    {
        std::vector<const KnobDescription*> all;
        for (const Knob<Settings>& knob : knobs)
            all.push_back(&knob);
        return all;
    }

    const std::vector<Knob<Settings>>& knobs_;
    KnobForm* form_;
    Settings settings_;
    std::map<QString, QString> errors_;
};

} // namespace redial
