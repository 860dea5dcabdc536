using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Kif.Pipeline.Registration;

/// <summary>Tells monitors of options of one name that the configuration has changed.</summary>
internal sealed class ConfigurationChanges<TOptions>(string name, IConfiguration configuration) : IOptionsChangeTokenSource<TOptions>
{
    public string Name => name;

    public IChangeToken GetChangeToken() => configuration.GetReloadToken();
}
