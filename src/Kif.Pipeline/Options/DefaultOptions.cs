namespace Kif.Pipeline.Options;

/// <summary>Every option is its class's default.</summary>
internal sealed class DefaultOptions : IOptionsSource
{
    public object Create(Type type, ComponentKind? kind, string name) => Activator.CreateInstance(type)!;

    public IReadOnlyList<OptionSetting> Configured(ComponentKind? kind, string name) => [];
}
