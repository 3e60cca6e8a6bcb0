import { expect, test } from 'vitest';
import { fakeApi } from '../../integration_tests/units/fake_api.ts';
import { FakeStdout } from '../../integration_tests/units/fake_stdout.ts';
import { run } from '../../integration_tests/units/small_account.ts';
