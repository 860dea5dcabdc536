using Kif.Models;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kif;

/// <summary>
/// Registers Kif in a service collection: the <see cref="KifCatalog"/> of everything built in, a <see cref="StrategyComposer"/> that starts from the host's
/// options, a <see cref="RunTelemetry"/>, and, keyed by name and transient, every strategy as a <see cref="StrategyComposition"/> and every part under its
/// interface. Each has named options: <c>services.Configure&lt;KifLoraOptions&gt;("kif-lora", …)</c>. Call it once.
/// </summary>
public static class KifServices
{
    /// <summary>Adds everything built in.</summary>
    public static IServiceCollection AddKif(this IServiceCollection services) => services.Add(null, null);

    /// <summary>Adds everything built in and a program's own strategies and parts.</summary>
    /// <param name="services">The collection.</param>
    /// <param name="configure">Adds the program's own strategies and parts; they work exactly like the built-in ones.</param>
    public static IServiceCollection AddKif(this IServiceCollection services, Action<KifCatalog>? configure) => services.Add(null, configure);

    /// <summary>Adds everything built in, with options from a configuration: <c>services.AddKif(configuration.GetSection("Kif"))</c>.</summary>
    /// <param name="services">The collection.</param>
    /// <param name="configuration">
    /// A section per strategy name (<c>Kif:ewc:lambda</c>, <c>Kif:kif-lora:estimate:beta1</c>; an underscore may replace a hyphen), and, for defaults of
    /// parts, one per kind (<c>Kif:fuser:adaptive:temperature</c>). Unknown names and options are rejected on composition. Later changes apply to later
    /// compositions.
    /// </param>
    /// <param name="configure">Adds the program's own strategies and parts; null for none.</param>
    public static IServiceCollection AddKif(this IServiceCollection services, IConfiguration configuration, Action<KifCatalog>? configure = null) =>
        services.Add(configuration, configure);

    /// <summary>Creates a catalog of everything built in, for use without dependency injection.</summary>
    public static KifCatalog BuiltIn() =>
        new KifCatalog().AddFrom("Kif", kif => kif.AddBaselines().AddKifFamily().AddBackbones().AddTaskFormats().AddMetrics());

    private static IServiceCollection Add(this IServiceCollection services, IConfiguration? configuration, Action<KifCatalog>? configure)
    {
        KifCatalog catalog = BuiltIn();
        configure?.Invoke(catalog);
        services.AddOptions();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(catalog).AddSingleton<RunTelemetry>();
        services.AddSingleton<OptionsSource>(
            provider => new HostOptionsSource(provider, configuration is null
                ? null : new ConfigurationReader(configuration, catalog, provider.GetService<IConfiguration>())));
        services.AddSingleton(provider => new StrategyComposer(catalog, provider.GetRequiredService<OptionsSource>()));
        foreach (string name in catalog.Names)
            services.AddKeyedTransient(name, (provider, _) => provider.GetRequiredService<StrategyComposer>().Choose(name).Compose());
        foreach (StrategyDefinition definition in catalog.Strategies)
            NamedOptionsRegistration.Add(services, definition.OptionsType, null, definition.Name, configuration);
        foreach (ComponentDefinition definition in catalog.Components)
        {
            NamedOptionsRegistration.Add(services, definition.OptionsType, definition.Kind, definition.Name, configuration);
            if (Interface(definition.Kind) is { } type)
                services.AddKeyedTransient(type, definition.Name,
                    (provider, _) => definition.Create(provider.GetRequiredService<OptionsSource>()
                        .Create(definition.OptionsType, definition.Kind, definition.Name)));
        }
        return services;
    }

    private static Type? Interface(ComponentKind kind) => kind switch
    {
        ComponentKind.Decomposer => typeof(ISkillUnitDecomposer),
        ComponentKind.Estimator => typeof(IImportanceEstimator),
        ComponentKind.Fuser => typeof(IKnowledgeFuser),
        ComponentKind.ReplayBuffer => typeof(IReplayBuffer),
        ComponentKind.Metric => typeof(ITaskMetric),
        ComponentKind.TaskFormat => typeof(ITaskFormat),
        _ => null,
    };
}
