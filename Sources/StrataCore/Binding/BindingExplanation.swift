/// What a binding is, in words: its elements with their settings, what it can make, what a call puts on the wire, what is protected and what is not.
public struct BindingExplanation: Sendable, Hashable, CustomStringConvertible {
    /// The name of the binding.
    public var name: String
    /// The elements, topmost first.
    public var elements: [ElementDescription]
    /// The binding's own settings.
    public var settings: [ElementDescription.Setting]
    /// The shapes it makes on a client.
    public var clientShapes: [ChannelShape]
    /// The shapes it makes on a service.
    public var serviceShapes: [ChannelShape]
    /// What the stack gives, as its elements say.
    public var capabilities: BindingCapabilities
    /// Why it cannot be built; `nil` when it can.
    public var problem: BindingError?

    /// What a call puts on the wire, topmost element first.
    public var wire: [String] {
        elements.flatMap { element in element.wire.map { "\($0) (\(element.name))" } }
    }

    /// What is protected, topmost element first, each phrase with the element that said it.
    public var protects: [String] {
        elements.flatMap { element in element.protects.map { "\($0) (\(element.name))" } }
    }

    /// What is not protected: computed from what the stack gives, then what its elements say.
    public var leavesOpen: [String] {
        var open: [String] = []
        func protection(_ what: String, _ level: ProtectionLevel) {
            switch level {
            case .none: open.append("\(what): whoever is on the way can read and change them")
            case .sign: open.append("\(what): whoever is on the way can read them")
            case .encryptAndSign: break
            }
        }
        protection("requests", capabilities.requestProtection)
        protection("replies", capabilities.responseProtection)
        if !capabilities.authenticatesService { open.append("the client does not check who the service is") }
        if !capabilities.authenticatesClient { open.append("the service does not learn who the client is") }
        if !capabilities.ordered { open.append("messages may arrive out of order, or not at all") }
        return open + elements.flatMap { element in element.leavesOpen.map { "\($0) (\(element.name))" } }
    }

    public var description: String {
        var text = "Binding '\(name)'\n"
        if let problem { text += "  cannot be built: \(problem.message)\n" }
        func section(_ title: String, _ lines: [String]) {
            text += "  \(title)\n"
            for line in lines.isEmpty ? ["nothing"] : lines { text += "    \(line)\n" }
        }
        func lines(_ settings: [ElementDescription.Setting]) -> [String] {
            settings.map { "\($0.name): \($0.value.isEmpty ? "\"\"" : $0.value) (\($0.source))" }
        }
        section("settings", lines(settings))
        text += "  elements, top to bottom\n"
        for (index, element) in elements.enumerated() {
            text += "    \(index + 1). \(element.name): \(element.kind)\n"
            for line in lines(element.settings) { text += "       \(line)\n" }
        }
        section("makes on a client", clientShapes.map(\.description))
        section("makes on a service", serviceShapes.map(\.description))
        section("a call puts on the wire", wire)
        section(
            "protected",
            ["requests: \(capabilities.requestProtection)", "replies: \(capabilities.responseProtection)"] + protects)
        section("not protected", leavesOpen)
        return text
    }
}

extension Binding {
    /// Explains the binding; does no I/O, and works for one that cannot be built too (`problem` says why).
    public func explain() -> BindingExplanation {
        var problem: BindingError?
        do throws(BindingError) { _ = try makeContext(listenAddress: nil, resources: []) } catch { problem = error }
        return BindingExplanation(
            name: name, elements: describeElementsOfPreset(), settings: describeSettings(),
            clientShapes: ChannelShape.allCases.filter { canMake($0, side: .client) },
            serviceShapes: ChannelShape.allCases.filter { canMake($0, side: .service) },
            capabilities: capabilities, problem: problem)
    }

    private func describeElements() -> [ElementDescription] {
        let elements = stack.elements
        let parameters = BindingParameters(of: elements)
        return elements.map { element in
            var description = ElementDescription(name: element.elementName, kind: StackRules.kind(of: element), parameters: parameters)
            element.describe(to: &description)
            return description
        }
    }

    /// The same, with what the preset has set told from what its user has.
    private func describeElementsOfPreset() -> [ElementDescription] {
        var descriptions = describeElements()
        for (index, preset) in (baseline?.describeElements() ?? []).enumerated()
        where index < descriptions.count && descriptions[index].name == preset.name {
            descriptions[index].markPreset(preset.settings)
        }
        return descriptions
    }

    private func describeSettings() -> [ElementDescription.Setting] {
        var description = ElementDescription(name: "", kind: "")
        let standard = Timeouts.defaults
        description.setting("open", timeouts.open, default: standard.open)
        description.setting("close", timeouts.close, default: standard.close)
        description.setting("send", timeouts.send, default: standard.send)
        description.setting("receive", timeouts.receive, default: standard.receive)
        description.setting("time", inWords(time), default: inWords(SystemTime.shared))
        description.setting("diagnostics", inWords(diagnostics), default: inWords(NoDiagnostics()))
        return description.settings
    }

    /// What a value of the user's says of itself, or its type.
    private func inWords(_ value: any Sendable) -> String {
        (value as? any CustomStringConvertible)?.description ?? "\(type(of: value))"
    }
}
