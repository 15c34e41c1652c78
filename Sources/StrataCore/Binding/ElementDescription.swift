/// What an element says of itself, for `explain()`.
public struct ElementDescription: Sendable, Hashable {
    /// One setting of an element.
    public struct Setting: Sendable, Hashable {
        /// The name, as it is written in code.
        public var name: String
        /// Its value in words; never a secret.
        public var value: String
        /// Where the value comes from: "default", "set", "preset", or the name of the element above that left it.
        public var source: String
    }

    /// The name of the element, as errors use it.
    public var name: String
    /// The kind of element in words.
    public var kind: String
    /// The settings, in the order the element named them.
    public var settings: [Setting] = []
    /// What a call puts on the wire because of it, a phrase each.
    public var wire: [String] = []
    /// What it protects, a phrase each.
    public var protects: [String] = []
    /// What a reader might think protected and is not, a phrase each.
    public var leavesOpen: [String] = []

    /// What the elements above this one, and itself, have left for those beneath.
    public var parameters: BindingParameters { left.parameters }
    private let left: Left

    /// Settings that have the value that a preset gives them are the preset's.
    mutating func markPreset(_ preset: [Setting]) {
        for index in settings.indices where settings[index].source == "set" {
            if preset.contains(settings[index]) { settings[index].source = "preset" }
        }
    }

    /// Not part of what makes two descriptions equal.
    private struct Left: Sendable, Hashable {
        var parameters: BindingParameters
        static func == (a: Left, b: Left) -> Bool { true }
        func hash(into hasher: inout Hasher) {}
    }

    /// A description without settings or phrases, for the element to fill.
    public init(name: String, kind: String, parameters: BindingParameters = BindingParameters()) {
        self.name = name
        self.kind = kind
        left = Left(parameters: parameters)
    }

    /// Adds a setting, "default" when it equals the default.
    public mutating func setting<Value: Equatable>(_ name: String, _ value: Value, default standard: Value) {
        settings.append(Setting(name: name, value: "\(value)", source: value == standard ? "default" : "set"))
    }

    /// Adds a setting that an element above may have left under `key`, with that element as its source.
    public mutating func setting<Key: BindingParameterKey>(_ name: String, from key: Key.Type) {
        setting(name, parameters[key], from: parameters.source(of: key))
    }

    /// Adds a setting that another element left, or "default" where none did.
    public mutating func setting(_ name: String, _ value: some Sendable, from source: String?) {
        settings.append(Setting(name: name, value: "\(value)", source: source ?? "default"))
    }
}
