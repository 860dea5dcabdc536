using Kif.Baselines;
using Kif.Models;
using Kif.Pipeline.Options;
using Kif.Strategies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kif.Pipeline.Registration;

/// <summary>Registers Kif in a service collection.</summary>
public static class KifServices
{
    /// <summary>
    /// Adds everything built in: the <see cref="KifCatalog"/>, a <see cref="StrategyComposer"/>, and each strategy as a keyed, transient
    /// <see cref="StrategyComposition"/> under its name, with named options (<c>services.Configure&lt;KifLoraOptions&gt;("kif-lora", …)</c>).
    /// </summary>
    /// <param name="services">The collection.</param>
    /// <param name="configure">Adds strategies and parts of one's own; they work exactly as the built-in ones.</param>
    public static IServiceCollection AddKif(this IServiceCollection services, Action<KifCatalog>? configure = null)
    {
        KifCatalog catalog = BuiltIn();
        configure?.Invoke(catalog);
        services.AddOptions();
        services.AddSingleton(catalog).AddSingleton<StrategyComposer>();
        foreach (StrategyDefinition definition in catalog.Strategies)
            services.AddKeyedTransient(definition.Name, (provider, _) =>
                provider.GetRequiredService<StrategyComposer>().With(definition, NamedOptions(provider, definition)).Compose());
        return services;
    }

    /// <summary>A catalog of everything built in, for use without dependency injection.</summary>
    public static KifCatalog BuiltIn() => new KifCatalog().AddFrom("Kif", kif => kif.AddBaselines().AddKifFamily().AddBackbones().AddTaskFormats().AddMetrics());

    private static object NamedOptions(IServiceProvider provider, StrategyDefinition definition)
    {
        Type monitor = typeof(IOptionsMonitor<>).MakeGenericType(definition.OptionsType);
        return monitor.GetMethod(nameof(IOptionsMonitor<object>.Get))!.Invoke(provider.GetRequiredService(monitor), [definition.Name])!;
    }
}
