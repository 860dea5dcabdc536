using Kif.Pipeline.Options;
using Microsoft.Extensions.Options;

namespace Kif.Pipeline.Registration;

/// <summary>Sets the options of one name from the configuration; unlike a binder it resolves parts by name and rejects unknown names.</summary>
internal sealed class ConfiguredOptions<TOptions>(IOptionsSource source, ComponentKind? kind, string name) : IConfigureNamedOptions<TOptions> where TOptions : class
{
    public void Configure(string? asked, TOptions options)
    {
        if (asked == name) OptionPath.SetAll(options, NamedOptions.Owner(kind, name), source.Configured(kind, name));
    }

    public void Configure(TOptions options) { }
}
