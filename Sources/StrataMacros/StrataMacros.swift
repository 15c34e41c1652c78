import MacroExpansion
import PluginWire

/// The compiler plugin of the service model: a program that the compiler starts and asks.
@main
struct StrataMacros {
    static func main() { ContractMacros.plugin.run() }
}
