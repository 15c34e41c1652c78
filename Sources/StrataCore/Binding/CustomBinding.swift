/// A binding spelled out element by element.
public struct CustomBinding: Binding {
    public var name: String
    public let stack: BindingStack
    public var timeouts: Timeouts
    public var time: any TimeSource
    public var diagnostics: any Diagnostics

    /// A stack whose order the compiler checks.
    public init(
        _ name: String = "custom", timeouts: Timeouts = .defaults, time: any TimeSource = SystemTime.shared,
        diagnostics: any Diagnostics = NoDiagnostics(), @BindingBuilder _ content: () -> BindingStack
    ) {
        self.name = name
        self.timeouts = timeouts
        self.time = time
        self.diagnostics = diagnostics
        stack = content()
    }

    /// A stack that comes from a policy or a configuration: the same rules, met at run time.
    public init(
        _ name: String = "custom", validating elements: [any BindingElement], timeouts: Timeouts = .defaults,
        time: any TimeSource = SystemTime.shared, diagnostics: any Diagnostics = NoDiagnostics()
    ) throws(BindingError) {
        try StackRules.check(elements, of: name)
        self.name = name
        self.timeouts = timeouts
        self.time = time
        self.diagnostics = diagnostics
        stack = BindingStack(elements)
    }
}
