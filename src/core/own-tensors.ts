// Figures of tensors that a page hands over: no model made them, so their spec names this one.
export const OWN_MODEL = 'own';
