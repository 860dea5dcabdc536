namespace Kif;

/// <summary>Names of settings, options and parts in files of older versions, and the names that replace them.</summary>
internal static class RenamedOptions
{
    /// <summary>Settings of comparisons by their path, and options of strategies by <c>strategy.option</c>.</summary>
    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["compute.roundedProducts"] = "compute.matmulPrecision", ["evaluation.withinEvery"] = "evaluation.evaluateEverySteps",
        ["evaluation.withinExamples"] = "evaluation.midTaskExamples", ["evaluation.unseenTasks"] = "evaluation.score",
        ["evaluation.mostChoices"] = "evaluation.maxChoices",
        ["a-gem.referencebatch"] = "a-gem.batchsize", ["gem.referencebatch"] = "gem.batchsize", ["der++.memorybatch"] = "der++.batchsize",
        ["ewc.batch"] = "ewc.estimate.batchsize", ["mas.batch"] = "mas.estimate.batchsize", ["mas.mix"] = "mas.decay", ["lwf.weight"] = "lwf.lambda",
        ["orthogonality.weight"] = "orthogonality.lambda", ["replay.mix"] = "replay.mode", ["kif-m.replayrate"] = "kif-m.replaylearningrate",
        ["recurrent-kif.outer"] = "recurrent-kif.outeroptimizer", ["recurrent-kif.outerbatch"] = "recurrent-kif.outerbatchsize",
        ["training.accumulation"] = "training.equalMicroBatches", ["data.badRows"] = "data.skipBadRows", ["ewc.grouping"] = "ewc.estimate.batchsize",
        ["mas.grouping"] = "mas.estimate.batchsize", ["ewc.mode"] = "ewc.online", ["o-lora.tuning"] = "o-lora.longsequenceweights",
        ["o-lora.form"] = "o-lora.squaredoverlap", ["recurrent-kif.outerlrscale"] = "recurrent-kif.outerlearningratescale",
        ["ewc.batchsize"] = "ewc.estimate.batchsize", ["ewc.maxexamples"] = "ewc.estimate.maxexamples", ["ewc.sampledlabels"] = "ewc.estimate.labels",
        ["ewc.sumtokens"] = "ewc.estimate.sumtokens", ["mas.batchsize"] = "mas.estimate.batchsize", ["mas.maxexamples"] = "mas.estimate.maxexamples",
        ["si.damping"] = "si.estimate.damping", ["si.keepnegative"] = "si.estimate.keepnegative", ["si.penaltyinpath"] = "si.estimate.penaltyinpath",
    };

    /// <summary>Values of options by <c>option=value</c>.</summary>
    private static readonly Dictionary<string, string> Values = new(StringComparer.OrdinalIgnoreCase)
    {
        ["decompose=entry"] = "decompose=element", ["fuse=sign-agreement"] = "fuse=ties", ["fuse=entry-masks"] = "fuse=element-masks",
        ["grow=fold"] = "grow=merge", ["mode=mixthenfuse"] = "mode=concat", ["mode=postfusionreplay"] = "mode=separate",
    };

    /// <summary>Returns the setting of a comparison and its value that say the same as an old one, which older files may keep; null for others.</summary>
    public static (string Path, string Value)? Replacement(string path, string value) => (path.ToLowerInvariant(), value.ToLowerInvariant()) switch
    {
        ("evaluation.unseentasks", "true") => ("evaluation.score", nameof(ScoredTasks.All)),
        ("evaluation.unseentasks", "false") => ("evaluation.score", nameof(ScoredTasks.Seen)),
        _ => null,
    };

    /// <summary>Returns a message with the new name of a comparison's setting or of a strategy's option; null if it is not an old name.</summary>
    public static string? Name(string path) => Names.TryGetValue(path, out string? now) ? $"{path} is {now} now" : null;

    /// <summary>Returns messages with the new names of the options of a strategy, or of several joined by plus signs.</summary>
    public static IEnumerable<string> In(StrategySpec spec) =>
        spec.Options.Select(o => Setting(spec.Strategy.Contains('+') ? o.Path : $"{spec.Strategy}.{o.Path}", o.Text)).OfType<string>();

    /// <summary>Returns a message with the new name of an option or of its value; null if neither is an old name.</summary>
    private static string? Setting(string path, string value)
    {
        string plain = OptionPath.WithoutUse(path);
        return Name(plain) ?? (Values.TryGetValue($"{plain[(plain.LastIndexOf('.') + 1)..]}={value}", out string? now) ? $"{path}={value} is {now} now" : null);
    }
}
