/// What the compiler says about a stack in the wrong order. None of these is ever called.
extension BindingBuilder {
    @available(
        *, unavailable,
        message:
            "conform to exactly one kind of element: SettingsElement, MessageElement, AsyncMessageElement, ChannelElement, StreamUpgradeElement, EncodingElement or TransportElement"
    )
    public static func buildExpression(_ element: some BindingElement) -> Upper { Upper(elements: []) }

    // MARK: The end is missing

    @available(*, unavailable, message: "end the stack with an encoding and a transport element")
    public static func buildFinalResult(_ part: Settings) -> BindingStack { BindingStack([]) }
    @available(*, unavailable, message: "end the stack with an encoding and a transport element")
    public static func buildFinalResult(_ part: Upper) -> BindingStack { BindingStack([]) }
    @available(*, unavailable, message: "end the stack with an encoding and a transport element")
    public static func buildFinalResult(_ part: Upgrades) -> BindingStack { BindingStack([]) }
    @available(*, unavailable, message: "end the stack with an encoding and a transport element")
    public static func buildFinalResult(_ part: Upgraded) -> BindingStack { BindingStack([]) }
    @available(*, unavailable, message: "end the stack with a transport element")
    public static func buildFinalResult(_ part: Encoded) -> BindingStack { BindingStack([]) }

    // MARK: The encoding is missing, or there are two

    @available(*, unavailable, message: "add an encoding element above the transport")
    public static func buildFinalResult(_ part: Transport) -> BindingStack { BindingStack([]) }
    @available(*, unavailable, message: "add an encoding element above the transport")
    public static func buildPartialBlock(accumulated: Settings, next: Transport) -> BindingStack { BindingStack([]) }
    @available(*, unavailable, message: "add an encoding element above the transport")
    public static func buildPartialBlock(accumulated: Upper, next: Transport) -> BindingStack { BindingStack([]) }
    @available(*, unavailable, message: "add an encoding element above the transport")
    public static func buildPartialBlock(accumulated: Upgrades, next: Transport) -> BindingStack { BindingStack([]) }
    @available(*, unavailable, message: "add an encoding element above the transport")
    public static func buildPartialBlock(accumulated: Upgraded, next: Transport) -> BindingStack { BindingStack([]) }
    @available(*, unavailable, message: "a binding has exactly one encoding")
    public static func buildPartialBlock(accumulated: Encoded, next: Encoded) -> Encoded { accumulated }

    // MARK: Out of order

    @available(*, unavailable, message: "message and channel elements stand above the encoding")
    public static func buildPartialBlock(accumulated: Encoded, next: Upper) -> Encoded { accumulated }
    @available(*, unavailable, message: "stream upgrades stand above the encoding")
    public static func buildPartialBlock(accumulated: Encoded, next: Upgrades) -> Encoded { accumulated }
    @available(*, unavailable, message: "stream upgrades stand above the encoding")
    public static func buildPartialBlock(accumulated: Encoded, next: Upgraded) -> Encoded { accumulated }
    @available(*, unavailable, message: "message and channel elements stand above stream upgrades")
    public static func buildPartialBlock(accumulated: Upgrades, next: Upper) -> Upgraded { Upgraded(elements: []) }
    @available(*, unavailable, message: "message and channel elements stand above stream upgrades")
    public static func buildPartialBlock(accumulated: Upgraded, next: Upper) -> Upgraded { accumulated }
    @available(*, unavailable, message: "nothing may follow the transport")
    public static func buildPartialBlock(accumulated: BindingStack, next: Settings) -> BindingStack { accumulated }
    @available(*, unavailable, message: "nothing may follow the transport")
    public static func buildPartialBlock(accumulated: BindingStack, next: Upper) -> BindingStack { accumulated }
    @available(*, unavailable, message: "nothing may follow the transport")
    public static func buildPartialBlock(accumulated: BindingStack, next: Upgrades) -> BindingStack { accumulated }
    @available(*, unavailable, message: "nothing may follow the transport")
    public static func buildPartialBlock(accumulated: BindingStack, next: Encoded) -> BindingStack { accumulated }
    @available(*, unavailable, message: "nothing may follow the transport")
    public static func buildPartialBlock(accumulated: BindingStack, next: Transport) -> BindingStack { accumulated }
}
