namespace Kif.Pipeline.Options;

/// <summary>A source in which every option has its class's default.</summary>
internal sealed class DefaultOptions : IOptionsSource
{
    public object Create(Type type, ComponentKind? kind, string name) => Activator.CreateInstance(type)!;

    public IReadOnlyList<OptionSetting> Configured(ComponentKind? kind, string name) => [];
}
