using Kif.Pipeline.Options;
using Microsoft.Extensions.Options;

namespace Kif.Pipeline.Registration;

/// <summary>Sets the options of one name as the configuration says; unlike a binder it knows parts by name and refuses names that there are none of.</summary>
internal sealed class ConfiguredOptions<TOptions>(IOptionsSource source, ComponentKind? kind, string name) : IConfigureNamedOptions<TOptions> where TOptions : class
{
    public void Configure(string? asked, TOptions options)
    {
        if (asked == name) OptionPath.SetAll(options, NamedOptions.Owner(kind, name), source.Configured(kind, name));
    }

    public void Configure(TOptions options) { }
}
