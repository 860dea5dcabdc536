using System.Globalization;

namespace Kif;

/// <summary>
/// The study of the numbers that the paper leaves open: the share of units that the threshold rule counts as important, and the temperature of the adaptive
/// rule, from blind to hard, where tasks contradict each other and where they share answers. Names of arms have both in hundredths.
/// </summary>
internal static class ThresholdStudy
{
    private static readonly double[] Shares = [0.05, 0.1, 0.2, 0.5], Temperatures = [1, 0.25, 0.1, 0.01];

    /// <summary>Creates the study.</summary>
    public static Study Create()
    {
        IEnumerable<StudyArm> Curve(string name, string start, string option, double[] values, double published) => values.Select(v =>
        {
            string text = v.ToString("0.##", CultureInfo.InvariantCulture);
            string arm = string.Create(CultureInfo.InvariantCulture, $"{start}{100 * v:F0}");
            return new StudyArm(arm, "kif-lora", $"fuse={name}", $"{option}={text}") { Place = (name, v), IsPublished = v == published };
        });
        return new(
            "thresholds", "What do the share of the threshold rule and the temperature of the adaptive rule trade?",
            "The harder the rule, the less is forgotten and the less is learned where tasks contradict each other; where they share answers, hard rules should "
            + "cost nothing. The published values should not be far from the best.")
        {
            Baseline = "kif-average",
            Streams =
            [
                new("contradicting", ["place", "time", "elsewhere", "othertime"]),
                new("sharing", ["place", "time", "site", "moment"]),
            ],
            Arms =
            [
                new("kif-average", "kif-average"), new("seq-lora", "seq-lora"),
                .. Curve("threshold", "top-", "fuse.topshare", Shares, new ThresholdFuserOptions().TopShare),
                .. Curve("adaptive", "tau-", "fuse.temperature", Temperatures, new AdaptiveFuserOptions().Temperature),
            ],
        };
    }
}
