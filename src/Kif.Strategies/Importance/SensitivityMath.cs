namespace Kif.Strategies;

/// <summary>The formulas of spec 3.1 and 3.2 on flat vectors.</summary>
public static class SensitivityMath
{
    /// <summary>Computes the per-step importance I of each element from weights and gradients (spec 3.1); a new tensor.</summary>
    public static Tensor Step(Tensor weights, Tensor gradients, SensitivityOrder order)
    {
        Tensor x = weights.mul(gradients);
        return order switch
        {
            SensitivityOrder.First => x.abs_(),
            SensitivityOrder.Second => x.pow_(2),
            _ => x.mul_(x.mul(-0.5).add_(1)).abs_(),
        };
    }

    /// <summary>Smooths in place, in this order: S ← β₁S + (1−β₁)I, then U ← β₂U + (1−β₂)|I − S| with the new S (spec 3.2).</summary>
    /// <param name="step">I; overwritten.</param>
    /// <param name="sensitivity">S.</param>
    /// <param name="uncertainty">U.</param>
    /// <param name="take1">1 − β₁ as a scalar tensor.</param>
    /// <param name="take2">1 − β₂ as a scalar tensor.</param>
    public static void Smooth(Tensor step, Tensor sensitivity, Tensor uncertainty, Tensor take1, Tensor take2)
    {
        sensitivity.lerp_(step, take1);
        step.sub_(sensitivity).abs_();
        uncertainty.lerp_(step, take2);
    }
}
