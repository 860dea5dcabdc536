using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kif;

/// <summary>
/// Registers an <see cref="IChatClient"/> over a model of Kif. Options are checked, and files looked for, when the host starts; the weights are read when the
/// client is first asked for. The container disposes the client and its model.
/// </summary>
/// <remarks>
/// Middleware of Microsoft.Extensions.AI goes around it:
/// <c>services.AddKeyedKifChatClient("kif", …).AddChatClient(p => p.GetRequiredKeyedService&lt;IChatClient&gt;("kif")).UseLogging()</c>.
/// </remarks>
public static class KifChatClientServices
{
    /// <summary>Adds a client with options from code.</summary>
    /// <param name="services">The collection; with <see cref="KifServices.AddKif(IServiceCollection)"/>, its model families are known here, too.</param>
    /// <param name="configure">Sets the options.</param>
    public static IServiceCollection AddKifChatClient(this IServiceCollection services, Action<KifChatClientOptions> configure) =>
        services.AddKeyedKifChatClient(null, configure);

    /// <summary>Adds a client with options from a configuration: <c>services.AddKifChatClient(configuration.GetSection("Chat"))</c>.</summary>
    /// <param name="services">The collection; with <see cref="KifServices.AddKif(IServiceCollection)"/>, its model families are known here, too.</param>
    /// <param name="configuration">The section with the properties of <see cref="KifChatClientOptions"/>; unknown names are refused.</param>
    public static IServiceCollection AddKifChatClient(this IServiceCollection services, IConfiguration configuration) =>
        services.AddKeyedKifChatClient(null, configuration);

    /// <summary>Adds a client by a key, with options from code.</summary>
    /// <param name="services">As in <see cref="AddKifChatClient(IServiceCollection, Action{KifChatClientOptions})"/>.</param>
    /// <param name="serviceKey">The key of the client; its text is the name of the options. Null for the client without a key.</param>
    /// <param name="configure">Sets the options.</param>
    public static IServiceCollection AddKeyedKifChatClient(
        this IServiceCollection services, object? serviceKey, Action<KifChatClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        Options(services, serviceKey).Configure(configure);
        return Add(services, serviceKey);
    }

    /// <summary>Adds a client by a key, with options from a configuration.</summary>
    /// <param name="services">As in <see cref="AddKifChatClient(IServiceCollection, IConfiguration)"/>.</param>
    /// <param name="serviceKey">The key of the client; its text is the name of the options. Null for the client without a key.</param>
    /// <param name="configuration">The section with the properties of <see cref="KifChatClientOptions"/>; unknown names are refused.</param>
    public static IServiceCollection AddKeyedKifChatClient(this IServiceCollection services, object? serviceKey, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        Options(services, serviceKey).Bind(configuration, binding => binding.ErrorOnUnknownConfiguration = true);
        return Add(services, serviceKey);
    }

    private static string Name(object? serviceKey) => serviceKey is null ? Microsoft.Extensions.Options.Options.DefaultName : $"{serviceKey}";

    private static OptionsBuilder<KifChatClientOptions> Options(IServiceCollection services, object? serviceKey)
    {
        ArgumentNullException.ThrowIfNull(services);
        OptionsBuilder<KifChatClientOptions> options = services.AddOptions<KifChatClientOptions>(Name(serviceKey)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<KifChatClientOptions>>(provider => new Validation(options.Name, provider.GetService<KifCatalog>()));
        return options;
    }

    private static IServiceCollection Add(IServiceCollection services, object? serviceKey)
    {
        KifChatClient Create(IServiceProvider provider)
        {
            KifChatClientOptions options = provider.GetRequiredService<IOptionsMonitor<KifChatClientOptions>>().Get(Name(serviceKey));
            return new(options.Load(provider.GetService<KifCatalog>()), concurrency: options.Concurrency);
        }
        return serviceKey is null ? services.AddSingleton<IChatClient>(Create) : services.AddKeyedSingleton<IChatClient>(serviceKey, (p, _) => Create(p));
    }

    private sealed class Validation(string client, KifCatalog? catalog) : IValidateOptions<KifChatClientOptions>
    {
        public ValidateOptionsResult Validate(string? name, KifChatClientOptions options)
        {
            if (name != client) return ValidateOptionsResult.Skip;
            string[] faults = [.. options.Faults(catalog)];
            return faults.Length == 0 ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(faults.Select(f => client.Length == 0 ? $"chat client: {f}" : $"chat client '{DisplayText.Of(client)}': {f}"));
        }
    }
}
