using Kif.Models.Backbones;
using Kif.Models.Lora;

namespace Kif.Models.Trained;

/// <summary>Rejects LoRA settings of which a part has no effect on a model: most likely a name was misspelled.</summary>
internal static class LayoutCheck
{
    /// <summary>Checks that every target, and every pattern of ranks and alphas, has an effect.</summary>
    /// <exception cref="CompositionException">One has none.</exception>
    /// <exception cref="TimeoutException">A pattern takes too long.</exception>
    public static void Validate(IBackbone backbone, IReadOnlyList<LinearModule> chosen, ModuleRules rules, LoraSettings settings)
    {
        string[] all = [.. backbone.Linears.Select(m => m.Module.Path)];
        if (rules.Targets.FirstOrDefault(t => !all.Any(m => ModuleRules.IsEnd(m, t))) is { } lost)
            throw new CompositionException(UnknownName.Message($"linear module of a {backbone.ModelType} model", lost, all.Select(m => m[(m.LastIndexOf('.') + 1)..]).Distinct()));
        if (chosen.Count == 0)
        {
            string who = settings.TargetPattern is { } pattern ? $"the pattern of targets '{pattern}' leaves" : "targets, layers and exclusions leave";
            throw new CompositionException($"LoRA would be on no module: {who} none of the {all.Length} linear modules of this {backbone.ModelType} model, such as '{all[0]}'");
        }
        LoraSettings useful = rules.Without([.. chosen.Select(m => m.Module.Path)]);
        Refuse(nameof(settings.RankPattern), settings.RankPattern, useful.RankPattern);
        Refuse(nameof(settings.AlphaPattern), settings.AlphaPattern, useful.AlphaPattern);

        void Refuse<T>(string setting, IReadOnlyList<KeyValuePair<string, T>> given, IReadOnlyList<KeyValuePair<string, T>> left)
        {
            if (given.FirstOrDefault(p => left.All(l => l.Key != p.Key)).Key is { } idle)
                throw new CompositionException($"{LoraFault.InCode(setting)}['{idle}'] fits none of the {chosen.Count} modules with an adapter, such as '{chosen[0].Module.Path}'");
        }
    }
}
